package workflows

import (
	"container/list"
	"fmt"
	"sync"

	"stroom/definitions/stroomschema"
)

// compiled keeps the definitions that a process has compiled, the least used going first. Two callers that ask for the
// same content at once compile it twice: that is rare and does no harm, while waiting under a lock would.
type compiled struct {
	mu     sync.Mutex
	recent *list.List // of *compiledEntry, most recently used first
	byKey  map[string]*list.Element
}

type compiledEntry struct {
	key string
	def *stroomschema.Definition
}

var definitionsCompiled = &compiled{recent: list.New(), byKey: map[string]*list.Element{}}

func (c *compiled) get(p Pinned) (*stroomschema.Definition, error) {
	key := p.Hash + p.Sum // both: the hash alone is what its bearer says of it
	if def := c.find(key); def != nil {
		return def, nil
	}
	def, err := p.compile()
	if err != nil {
		return nil, err
	}
	c.put(key, def)
	return def, nil
}

func (c *compiled) find(key string) *stroomschema.Definition {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byKey[key]
	if e == nil {
		return nil
	}
	c.recent.MoveToFront(e)
	return e.Value.(*compiledEntry).def
}

func (c *compiled) put(key string, def *stroomschema.Definition) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.byKey[key]; e != nil {
		e.Value.(*compiledEntry).def = def
		return
	}
	c.byKey[key] = c.recent.PushFront(&compiledEntry{key, def})
	for c.recent.Len() > maxCompiled {
		last := c.recent.Back()
		delete(c.byKey, last.Value.(*compiledEntry).key)
		c.recent.Remove(last)
	}
}

// link returns the first definition with the others behind it as its earlier versions.
func link(defs []Pinned) (*stroomschema.Definition, error) {
	if len(defs) == 0 {
		return nil, fmt.Errorf("link: no definition")
	}
	var linked *stroomschema.Definition
	for i := len(defs) - 1; i >= 0; i-- {
		def, err := defs[i].Compile()
		if err != nil {
			return nil, err
		}
		if linked != nil {
			newer := *def
			newer.Earlier = linked
			def = &newer
		}
		linked = def
	}
	return linked, nil
}
