package server

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// Server is the API. It is an http.Handler.
type Server struct {
	Config
	echo     *echo.Echo
	routes   []route // of the API
	cursors  *cursors
	gate     *gate
	fixed    map[string]string      // paths without parts -> their methods, as Allow says them
	places   chan struct{}          // requests in flight
	checks   chan struct{}          // definitions being checked
	document func() ([]byte, error) // the OpenAPI document, written when it is first asked for
}

// New builds the API. Errors: the Config cannot work.
func New(config Config) (*Server, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	sealed, err := newCursors(config.CursorKey)
	if err != nil {
		return nil, err
	}
	s := &Server{
		Config: config, echo: echo.New(), routes: routes(), cursors: sealed, gate: newGate(), fixed: map[string]string{},
		places: make(chan struct{}, config.MaxInFlight), checks: make(chan struct{}, MaxValidate),
	}
	s.document = sync.OnceValues(func() ([]byte, error) { return json.Marshal(openAPI(s.routes, config)) })
	s.echo.HTTPErrorHandler = func(err error, c echo.Context) { s.refused(c, edgeOf(c), routed(err, c)) }
	s.echo.IPExtractor = extractor(config)
	s.echo.Pre(s.first)
	all := append(pageRoutes(), s.routes...)
	for i := range all {
		r := &all[i]
		if !strings.Contains(r.path, "{") && r.method == http.MethodPost && s.fixed[r.path] == "" {
			s.fixed[r.path] = "OPTIONS, POST"
		}
		s.echo.Add(r.method, r.echoPath(), s.handler(r)).Name = r.name
		if r.method == http.MethodGet {
			s.echo.Add(http.MethodHead, r.echoPath(), s.handler(r)).Name = r.name + "Head"
		}
	}
	return s, nil
}

// extractor believes X-Forwarded-For from trusted proxies only, and nobody when there are none.
func extractor(config Config) echo.IPExtractor {
	if len(config.TrustedProxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, prefix := range config.TrustedProxies {
		address := prefix.Masked().Addr()
		trust = append(trust, echo.TrustIPRange(&net.IPNet{
			IP: address.AsSlice(), Mask: net.CIDRMask(prefix.Bits(), address.BitLen()),
		}))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// HTTP returns an http.Server for the API, with its timeouts and limits set.
func (s *Server) HTTP(address string) *http.Server {
	return &http.Server{
		Addr: address, Handler: s, MaxHeaderBytes: 16 << 10,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: s.Timeout + 10*time.Second, IdleTimeout: time.Minute,
		ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
}

const edgeKey = "edge"

func edgeOf(c echo.Context) edge {
	e, ok := c.Get(edgeKey).(edge)
	if !ok {
		panic("server: a request without its edge")
	}
	return e
}

// first runs before routing, for every request: what stands on every answer, and the bounds of every request.
func (s *Server) first(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		e := newEdge(c.Request(), s.Now())
		c.Set(edgeKey, e)
		e.headers(c.Response().Header())
		if c.Request().Method == http.MethodHead {
			c.Response().Writer = headWriter{c.Response().Writer}
		}
		defer s.logged(c, e)
		defer func() {
			if fault := recover(); fault != nil {
				s.refused(c, e, fmt.Errorf("panic: %v\n%s", fault, debug.Stack()))
			}
		}()
		ctx, cancel := context.WithTimeout(c.Request().Context(), s.Timeout)
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		if err := next(c); err != nil {
			s.refused(c, e, routed(err, c))
		}
		return nil
	}
}

// headWriter keeps the body of an answer to HEAD back.
type headWriter struct{ http.ResponseWriter }

func (headWriter) Write(b []byte) (int, error) { return len(b), nil }

// routed turns what echo's router says into our own refusals.
func routed(err error, c echo.Context) error {
	var he *echo.HTTPError
	if !errors.As(err, &he) {
		return err
	}
	switch he.Code {
	case http.StatusNotFound:
		return refuse(notFound)
	case http.StatusMethodNotAllowed:
		allow, _ := c.Get(echo.ContextKeyHeaderAllow).(string)
		return &refusal{code: methodNotAllowed, allow: allow}
	default:
		return err
	}
}

// refused answers with a problem.
func (s *Server) refused(c echo.Context, e edge, err error) {
	refusal, surprise := refusalOf(err)
	if surprise {
		s.Log.Error("request failed", "trace", e.trace, "route", c.Path(), "error", err.Error())
	}
	if c.Response().Committed {
		return
	}
	if p := pageOf(c); p != nil {
		if answer, err := p.refusedPage(refusal); err == nil {
			refusal.headers(c.Response().Header())
			c.Set("code", string(refusal.code))
			s.reply(c, p.route, answer)
			return
		}
	}
	refusal.headers(c.Response().Header())
	s.write(c, refusal.status(), "application/problem+json", refusal.problem(e.lang, e.trace))
	c.Set("code", string(refusal.code))
}

// write sends one value as JSON.
func (s *Server) write(c echo.Context, status int, media string, body any) {
	data, err := json.Marshal(body)
	if err != nil { // our own types: a fault of the program, told without telling what it was about
		s.Log.Error("answer cannot be written", "trace", edgeOf(c).trace, "error", err.Error())
		status, media, data = http.StatusInternalServerError, "application/problem+json", []byte(`{"status":500,"code":"INTERNAL"}`)
	}
	s.send(c, status, media, data)
}

func (s *Server) send(c echo.Context, status int, media string, data []byte) {
	h := c.Response().Header()
	h.Set("Content-Type", media)
	if media == htmlMedia && packs(c.Request()) {
		if small := zipped(data); small != nil {
			h.Set("Content-Encoding", "gzip")
			data = small
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(data)))
	c.Response().WriteHeader(status)
	_, _ = c.Response().Write(data) // a client that has gone is no fault
}

// logged writes the one line of a request: templates and codes, no addresses of things and no names.
func (s *Server) logged(c echo.Context, e edge) {
	code, _ := c.Get("code").(string)
	s.Log.Info("request", "trace", e.trace, "method", known(c.Request().Method), "route", c.Path(),
		"status", c.Response().Status, "code", code, "took", s.Now().Sub(e.now))
}

// known keeps invented methods out of the log.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// handler runs one route: sign-in, form of the request, then the work. The open routes are not counted as in flight: a
// server that is full still says that it lives.
func (s *Server) handler(r *route) echo.HandlerFunc {
	return func(c echo.Context) error {
		// The router takes GET .../_search for the trajectory "_search": it has no other GET there.
		if allow := s.fixed[c.Request().URL.Path]; allow != "" && c.Request().URL.Path != r.path {
			return &refusal{code: methodNotAllowed, allow: allow}
		}
		if !r.open {
			select {
			case s.places <- struct{}{}:
				defer func() { <-s.places }()
			default:
				return ErrUnavailable
			}
		}
		call := &call{edge: edgeOf(c), s: s, c: c, route: r}
		answer, err := call.run()
		if err != nil {
			return err
		}
		s.reply(c, r, answer)
		return nil
	}
}

// reply sends the answer of a route.
func (s *Server) reply(c echo.Context, r *route, a answer) {
	h := c.Response().Header()
	if a.location != "" {
		h.Set("Location", a.location)
	}
	if r.anyOrigin {
		h.Set("Access-Control-Allow-Origin", "*")
	}
	switch {
	case a.raw != nil:
		s.send(c, a.status, cmp.Or(a.media, r.contentType()), a.raw)
	default:
		s.write(c, a.status, r.contentType(), a.body)
	}
}

// echoPath writes /v1/trajectories/{id} as /v1/trajectories/:id.
func (r *route) echoPath() string {
	return strings.NewReplacer("{", ":", "}", "").Replace(r.path)
}
