package lsp

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// message is a request, a notification or a response.
type message struct {
	JSONRPC string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"` // a number or text; absent of a notification
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *rpcError       `json:"error,omitempty"`
}

// rpcError is why a request has no result.
type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

// Error returns the message with its code.
func (e *rpcError) Error() string { return fmt.Sprintf("%s (%d)", e.Message, e.Code) }

// The codes of JSON-RPC and of the protocol.
const (
	codeParse          = -32700
	codeInvalidRequest = -32600
	codeNoMethod       = -32601
	codeInvalidParams  = -32602
	codeInternal       = -32603
	codeNotInitialized = -32002
	codeCancelled      = -32800
	codeFailed         = -32803
)

var null = json.RawMessage("null")

// parseMessage reads one message. On an error id is that of the request, or null when it cannot be told.
func parseMessage(body []byte) (m message, fault *rpcError) {
	if len(bytes.TrimSpace(body)) > 0 && bytes.TrimSpace(body)[0] == '[' {
		return message{ID: null}, &rpcError{codeInvalidRequest, "batches are not part of the protocol"}
	}
	if err := json.Unmarshal(body, &m); err != nil {
		var syntax *json.SyntaxError
		if !asError(err, &syntax) && len(m.ID) > 0 && validID(m.ID) {
			return message{ID: m.ID}, &rpcError{codeInvalidRequest, "the message is not of the form of a request"}
		}
		return message{ID: null}, &rpcError{codeParse, "the message is no JSON: " + err.Error()}
	}
	switch {
	case len(m.ID) > 0 && !validID(m.ID):
		return message{ID: null}, &rpcError{codeInvalidRequest, "an id is a number or a text"}
	case m.JSONRPC != "2.0":
		return message{ID: orNull(m.ID)}, &rpcError{codeInvalidRequest, `a message says "jsonrpc": "2.0"`}
	case m.Method == "" && len(m.Result) == 0 && m.Error == nil:
		return message{ID: orNull(m.ID)}, &rpcError{codeInvalidRequest, "a message has a method, or it is a response"}
	}
	return m, nil
}

func asError[T error](err error, to *T) bool {
	found, ok := err.(T)
	if ok {
		*to = found
	}
	return ok
}

func validID(id json.RawMessage) bool {
	b := bytes.TrimSpace(id)[0]
	return b == '"' || b == '-' || b >= '0' && b <= '9'
}

func orNull(id json.RawMessage) json.RawMessage {
	if len(id) == 0 {
		return null
	}
	return id
}

// idKey is an id in one spelling.
func idKey(id json.RawMessage) string { return string(bytes.TrimSpace(id)) }

// read decodes the parameters of a request.
func read[T any](params json.RawMessage) (T, error) {
	var v T
	if len(params) == 0 {
		return v, &rpcError{codeInvalidParams, "the parameters are missing"}
	}
	if err := json.Unmarshal(params, &v); err != nil {
		return v, &rpcError{codeInvalidParams, "the parameters are not of the form that the protocol gives them"}
	}
	return v, nil
}
