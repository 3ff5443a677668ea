package workflows

import (
	commonpb "go.temporal.io/api/common/v1"
	failurepb "go.temporal.io/api/failure/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"
)

// nullCodec is where encryption will stand: it leaves every payload as it is.
type nullCodec struct{}

func (nullCodec) Encode(p []*commonpb.Payload) ([]*commonpb.Payload, error) { return p, nil }
func (nullCodec) Decode(p []*commonpb.Payload) ([]*commonpb.Payload, error) { return p, nil }

// clonedFailures reads a copy of every failure. The SDK's converter decodes a failure in place, and the SDK reads the
// failure of a local activity before it writes the marker: without the copy its message would stand in clear in the
// history, EncodeCommonAttributes or not (sdk v1.50.0, handleLocalActivityMarker).
type clonedFailures struct{ converter.FailureConverter }

func (c clonedFailures) FailureToError(f *failurepb.Failure) error {
	return c.FailureConverter.FailureToError(proto.CloneOf(f))
}

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
	return data, clonedFailures{failures}
}
