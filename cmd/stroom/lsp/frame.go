package lsp

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"
)

// MaxFrame is how large one message may be, in bytes: a file of the largest size with every letter escaped fits four times.
const MaxFrame = 8 << 20

// errLarge says that a frame was passed over because it is larger than MaxFrame.
var errLarge = errors.New("the message is larger than 8 MiB")

// frames reads messages from a stream.
type frames struct{ in *bufio.Reader }

func newFrames(in io.Reader) *frames { return &frames{bufio.NewReaderSize(in, 64<<10)} }

// next reads one message.
// Errors: io.EOF at the end between two messages; errLarge, behind which one can go on; any other error ends the stream.
func (f *frames) next() ([]byte, error) {
	length, err := f.header()
	if err != nil {
		return nil, err
	}
	if length > MaxFrame {
		if _, err := io.CopyN(io.Discard, f.in, length); err != nil {
			return nil, fmt.Errorf("read a message of %d bytes: %w", length, io.ErrUnexpectedEOF)
		}
		return nil, errLarge
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(f.in, body); err != nil {
		return nil, fmt.Errorf("read a message of %d bytes: %w", length, io.ErrUnexpectedEOF)
	}
	return body, nil
}

// Limits of a header. The protocol knows two fields.
const (
	maxHeaderLine  = 1024
	maxHeaderLines = 16
)

// header reads the fields before a message, up to the empty line, and returns the length of the message.
func (f *frames) header() (int64, error) {
	length := int64(-1)
	for lines := 0; ; lines++ {
		line, err := f.in.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF) && lines == 0 && len(line) == 0:
			return 0, io.EOF
		case err != nil || len(line) > maxHeaderLine || lines > maxHeaderLines:
			return 0, errors.New("a header is not closed")
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			break
		}
		name, value, ok := strings.Cut(text, ":")
		if !ok {
			return 0, fmt.Errorf("a header has no colon: %.40q", text)
		}
		if textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name)) != "Content-Length" {
			continue
		}
		length, err = strconv.ParseInt(strings.TrimSpace(value), 10, 63)
		if err != nil || length < 0 {
			return 0, fmt.Errorf("a length is no number: %.40q", value)
		}
	}
	if length < 0 {
		return 0, errors.New("a header has no Content-Length")
	}
	return length, nil
}

// writeFrame writes one message.
func writeFrame(out io.Writer, body []byte) error {
	_, err := out.Write(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n%s", len(body), body))
	if err != nil {
		return fmt.Errorf("write a message: %w", err)
	}
	return nil
}
