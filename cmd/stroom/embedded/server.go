package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/common/testing/freeport"
	"go.temporal.io/server/temporal"
	"google.golang.org/protobuf/types/known/durationpb"
)

// Server is a running Temporal server.
type Server struct {
	address string
	server  temporal.Server
	lock    *os.File // nil on Postgres
	stop    sync.Once
}

// Start starts a server and returns when its namespaces can be used, or when ctx ends.
//
// Errors: ErrLocked, ErrOtherVersion, a port in use, a database that cannot be reached.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	cfg, err := cfg.checked()
	if err != nil {
		return nil, err
	}
	s := &Server{}
	started := false
	defer func() {
		if !started {
			s.Stop()
		}
	}()
	stores, err := s.stores(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if cfg.Port == 0 {
		cfg.Port = freeport.MustGetFreePort()
	} else if err := portFree(cfg.Port); err != nil {
		return nil, err
	}
	s.address = net.JoinHostPort(loopback, fmt.Sprint(cfg.Port))
	server, err := newServer(cfg, stores)
	if err != nil {
		return nil, fmt.Errorf("start server: %w", err)
	}
	s.server = server
	if err := server.Start(); err != nil {
		return nil, fmt.Errorf("start server: %w", err)
	}
	if err := s.prepare(ctx, cfg); err != nil {
		return nil, fmt.Errorf("start server: %w", err)
	}
	started = true
	return s, nil
}

// Address returns host:port of the gRPC frontend.
func (s *Server) Address() string { return s.address }

// Stop ends the server. It may be called more than once.
func (s *Server) Stop() {
	s.stop.Do(func() {
		if s.server != nil {
			_ = s.server.Stop() // every write was durable when it was acknowledged
		}
		if s.lock != nil {
			_ = s.lock.Close()
		}
	})
}

// stores locks and prepares the places where the server keeps its tables.
func (s *Server) stores(ctx context.Context, cfg Config) (config.Persistence, error) {
	p := config.Persistence{DefaultStore: "histories", VisibilityStore: "visibility"}
	if cfg.PostgresDSN != "" {
		histories, visibility, err := postgresStores(ctx, cfg.PostgresDSN)
		p.NumHistoryShards = postgresShards
		p.DataStores = map[string]config.DataStore{"histories": {SQL: histories}, "visibility": {SQL: visibility}}
		return p, err
	}
	lock, err := lockFolder(filepath.Dir(cfg.SQLiteFile))
	if err != nil {
		return p, err
	}
	s.lock = lock
	store, err := sqliteStore(ctx, cfg.SQLiteFile)
	p.NumHistoryShards = sqliteShards
	p.DataStores = map[string]config.DataStore{"histories": {SQL: store}, "visibility": {SQL: store}}
	return p, err
}

func portFree(port int) error {
	l, err := net.Listen("tcp", net.JoinHostPort(loopback, fmt.Sprint(port)))
	if err != nil {
		return fmt.Errorf("start server: %w", err)
	}
	return l.Close()
}

var services = []primitives.ServiceName{primitives.FrontendService, primitives.HistoryService, primitives.MatchingService}

func newServer(cfg Config, stores config.Persistence) (temporal.Server, error) {
	conf := &config.Config{Persistence: stores, Services: map[string]config.Service{}}
	hosts := map[primitives.ServiceName]static.Hosts{}
	var names []string
	for i, name := range services {
		port := cfg.Port
		if i > 0 {
			port = freeport.MustGetFreePort()
		}
		conf.Services[string(name)] = config.Service{RPC: config.RPC{GRPCPort: port, BindOnIP: loopback}}
		hosts[name] = static.SingleLocalHost(net.JoinHostPort(loopback, fmt.Sprint(port)))
		names = append(names, string(name))
	}
	// The server wants to know where its worker service is, though it is not to be started.
	hosts[primitives.WorkerService] = static.SingleLocalHost(net.JoinHostPort(loopback, fmt.Sprint(freeport.MustGetFreePort())))
	frontend := net.JoinHostPort(loopback, fmt.Sprint(cfg.Port))
	conf.Global.Membership = config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: loopback}
	conf.ClusterMetadata = &cluster.Config{
		FailoverVersionIncrement: 10, MasterClusterName: "active", CurrentClusterName: "active",
		ClusterInformation: map[string]cluster.ClusterInformation{
			"active": {Enabled: true, InitialFailoverVersion: 1, RPCAddress: frontend},
		},
	}
	conf.DCRedirectionPolicy.Policy = "noop"
	conf.PublicClient.HostPort = frontend
	conf.Archival.History.State, conf.Archival.Visibility.State = "disabled", "disabled"
	conf.NamespaceDefaults.Archival.History.State, conf.NamespaceDefaults.Archival.Visibility.State = "disabled", "disabled"

	authorizer, err := authorization.GetAuthorizerFromConfig(&conf.Global.Authorization)
	if err != nil {
		return nil, err
	}
	log := logger{cfg.Logger}
	claims, err := authorization.GetClaimMapperFromConfig(&conf.Global.Authorization, log)
	if err != nil {
		return nil, err
	}
	return temporal.NewServer(
		temporal.WithConfig(conf),
		temporal.ForServices(names),
		temporal.WithStaticHosts(hosts),
		temporal.WithLogger(log),
		temporal.WithAuthorizer(authorizer),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return claims }),
		temporal.WithDynamicConfigClient(dynamic(cfg.Dynamic)),
	)
}

// dynamic sets the server up for one machine: one partition for each task queue, so that a task meets its worker at
// once, and caches of the size of a demonstration.
func dynamic(over map[string]any) dynamicconfig.StaticClient {
	values := dynamicconfig.StaticClient{
		dynamicconfig.MatchingNumTaskqueueReadPartitions.Key():           1,
		dynamicconfig.MatchingNumTaskqueueWritePartitions.Key():          1,
		dynamicconfig.HistoryCacheHostLevelMaxSize.Key():                 2048,
		dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(): 100,
	}
	for key, value := range over {
		values[dynamicconfig.MakeKey(key)] = value
	}
	return values
}

// prepare waits until the frontend answers and makes what is missing: namespaces and search attributes.
func (s *Server) prepare(ctx context.Context, cfg Config) error {
	for _, namespace := range cfg.Namespaces {
		c, err := client.DialContext(ctx, client.Options{HostPort: s.address, Namespace: namespace, Logger: quiet{}})
		if err != nil {
			return err
		}
		err = errors.Join(makeNamespace(ctx, c, namespace, cfg.Retention), makeAttributes(ctx, c, namespace, cfg.SearchAttributes))
		c.Close()
		if err != nil {
			return fmt.Errorf("prepare namespace %s: %w", namespace, err)
		}
	}
	return nil
}

func makeNamespace(ctx context.Context, c client.Client, namespace string, retention time.Duration) error {
	_, err := c.WorkflowService().RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: namespace, WorkflowExecutionRetentionPeriod: durationpb.New(retention),
	})
	var exists *serviceerror.NamespaceAlreadyExists
	if errors.As(err, &exists) {
		return nil
	}
	return err
}

func makeAttributes(ctx context.Context, c client.Client, namespace string, attributes map[string]AttrType) error {
	if len(attributes) == 0 {
		return nil
	}
	there, err := c.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	if err != nil {
		return err
	}
	missing := map[string]enumspb.IndexedValueType{}
	for name, kind := range attributes {
		if _, ok := there.GetCustomAttributes()[name]; !ok {
			missing[name] = indexed[kind]
		}
	}
	if len(missing) == 0 {
		return nil
	}
	_, err = c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
		Namespace: namespace, SearchAttributes: missing,
	})
	return err
}

var indexed = map[AttrType]enumspb.IndexedValueType{
	Keyword: enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	Int:     enumspb.INDEXED_VALUE_TYPE_INT,
}

// quiet is a logger of the SDK that says nothing: Start returns what goes wrong.
type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}
