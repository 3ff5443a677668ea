package workflows

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/grpc"
)

// TaskQueue is where workers of trajectories listen, unless a deployment names another.
const TaskQueue = "stroom"

// flagPrefix begins the names of the environment variables that change how the SDK replays.
const flagPrefix = "TEMPORAL_SDK_FLAG_"

// ErrSDKFlag is returned where the environment changes how the SDK replays: two workers would disagree.
var ErrSDKFlag = errors.New("the environment sets " + flagPrefix + "*")

// DialOptions say how to reach Temporal.
type DialOptions struct {
	Address   string
	Namespace string
	TLS       *tls.Config // nil: none
	Logger    *slog.Logger
	Codecs    []converter.PayloadCodec // nil: payloads stand as they are
}

// Dial connects to Temporal with the converters of this package. It does not wait for the server: a client that is made
// while Temporal is away works when Temporal comes.
//
// Errors: ErrSDKFlag; a wrong address.
func Dial(o DialOptions) (client.Client, error) {
	if err := checkEnvironment(os.Environ()); err != nil {
		return nil, err
	}
	logger := o.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	data, failures := converters(o.Codecs)
	c, err := client.NewLazyClient(client.Options{
		HostPort: o.Address, Namespace: o.Namespace, DataConverter: data, FailureConverter: failures,
		Logger: sdklog.NewStructuredLogger(logger),
		ConnectionOptions: client.ConnectionOptions{
			TLS:         o.TLS,
			DialOptions: []grpc.DialOption{grpc.WithChainUnaryInterceptor(afterCompletion)},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("dial temporal: %w", err)
	}
	return c, nil
}

// WorkerOptions tune a worker. The zero value is right for production.
type WorkerOptions struct {
	Build           string        // of the binary; shown in Temporal beside what it did
	DeadlockTimeout time.Duration // 0: the SDK's second; raise it on a starved machine only
	StickyTimeout   time.Duration // how long a task waits for a worker that may be dead; 0: 2 seconds
}

// NewWorker makes a worker for trajectories on a task queue ("": TaskQueue) and registers the workflow type. The caller
// registers the activities JudgeAndRecord, ImportAndRecord and RecordRefusal on it before it runs: a trajectory calls
// them by name.
//
// Errors: ErrSDKFlag.
func NewWorker(c client.Client, queue string, o WorkerOptions) (worker.Worker, error) {
	if err := checkEnvironment(os.Environ()); err != nil {
		return nil, err
	}
	if queue == "" {
		queue = TaskQueue
	}
	if o.StickyTimeout == 0 {
		o.StickyTimeout = 2 * time.Second
	}
	w := worker.New(c, queue, worker.Options{
		Identity: identity(o.Build), DeadlockDetectionTimeout: o.DeadlockTimeout, StickyScheduleToStartTimeout: o.StickyTimeout,
		WorkflowPanicPolicy: worker.BlockWorkflow, WorkerStopTimeout: 10 * time.Second, DisableRegistrationAliasing: true,
	})
	Register(w)
	return w, nil
}

// Register registers the workflow type, also on a replayer and in a test environment.
func Register(r interface {
	RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
}) {
	r.RegisterWorkflowWithOptions(Run, workflow.RegisterOptions{Name: WorkflowType})
}

// identity names this process in histories: the build and the process, not the machine.
func identity(build string) string {
	if build == "" {
		build = "stroom"
	}
	return fmt.Sprintf("%s/%d", build, os.Getpid())
}

func checkEnvironment(environ []string) error {
	for _, v := range environ {
		if strings.HasPrefix(v, flagPrefix) {
			return ErrSDKFlag
		}
	}
	return nil
}

const completeTask = "/temporal.api.workflowservice.v1.WorkflowService/RespondWorkflowTaskCompleted"

// afterCompletion is the failpoint AfterCompletion: the server has taken a completed workflow task.
func afterCompletion(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	err := invoke(ctx, method, req, reply, cc, opts...)
	if err == nil && method == completeTask {
		_ = Failpoint(AfterCompletion)
	}
	return err
}
