package workflows

import (
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	commonpb "go.temporal.io/api/common/v1"
)

// nullCodec is where encryption will stand: it leaves every payload as it is.
type nullCodec struct{}

func (nullCodec) Encode(p []*commonpb.Payload) ([]*commonpb.Payload, error) { return p, nil }
func (nullCodec) Decode(p []*commonpb.Payload) ([]*commonpb.Payload, error) { return p, nil }

// converters returns how payloads and failures are written. With a codec, messages and stack traces of failures go
// through it too; without EncodeCommonAttributes they would stand in clear beside encrypted payloads.
func converters(codecs []converter.PayloadCodec) (converter.DataConverter, converter.FailureConverter) {
	if len(codecs) == 0 {
		codecs = []converter.PayloadCodec{nullCodec{}}
	}
	data := converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), codecs...)
	failures := temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
		DataConverter: data, EncodeCommonAttributes: true,
	})
	return data, failures
}
