package auth

import (
	"regexp"
	"slices"
	"strings"

	"stroom/server/strict"
)

// MaxMemberships bounds the memberships of one token: more is a mapping gone wrong.
const MaxMemberships = 50

// Mapping says where an issuer's claims tell what we ask. Places are JSON pointers ("/realm_access/roles"); an empty one is
// not looked at.
type Mapping struct {
	Name         string // a text: how people call this person
	Memberships  string // a list of {"role": ..., "organisation": ...} or of "role@organisation"
	Roles        string // a list of roles, all held at the one organisation of Organisation
	Organisation string
	Permissions  string // a list of names
	// RoleNames turns the issuer's names into roles of the definitions; empty: they are the same. Not listed: no role.
	RoleNames map[string]string
	// PermissionNames turns the issuer's names into permissions; empty: they are the same. Not listed: no permission.
	PermissionNames map[string][]Permission
}

// DefaultMapping reads the claims as DevIssuer writes them.
var DefaultMapping = Mapping{Name: "/name", Memberships: "/memberships", Permissions: "/permissions"}

var (
	roleForm         = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	organisationForm = strict.Patterns["code"]
)

// read fills what the claims say of a caller. A claim of another shape than configured refuses the token: better no caller
// than half of one.
func (m Mapping) read(claims strict.Node, c *Caller) *Error {
	if name, ok := pointed(claims, m.Name); ok && len([]rune(name.Text())) <= 200 {
		c.Name = name.Text()
	}
	if list, ok := pointed(claims, m.Memberships); ok {
		if err := m.memberships(list, c); err != nil {
			return err
		}
	}
	if list, ok := pointed(claims, m.Roles); ok {
		if err := m.rolesAt(claims, list, c); err != nil {
			return err
		}
	}
	list, ok := pointed(claims, m.Permissions)
	if !ok {
		return nil
	}
	names, good := texts(list)
	if !good {
		return bad("permissions-shape")
	}
	for _, name := range names {
		c.Permissions = append(c.Permissions, m.permissions(name)...)
	}
	slices.Sort(c.Permissions)
	c.Permissions = slices.Compact(c.Permissions)
	return nil
}

func (m Mapping) memberships(list strict.Node, c *Caller) *Error {
	items, ok := list.Plain().([]any)
	if !ok {
		return bad("memberships-shape")
	}
	for _, item := range items {
		var role, organisation string
		switch item := item.(type) {
		case string:
			role, organisation, ok = strings.Cut(item, "@")
		case map[string]any:
			var hasRole, hasOrganisation bool
			role, hasRole = item["role"].(string)
			organisation, hasOrganisation = item["organisation"].(string)
			ok = hasRole && hasOrganisation
		default:
			ok = false
		}
		if !ok {
			return bad("memberships-shape")
		}
		if err := m.add(role, organisation, c); err != nil {
			return err
		}
	}
	return nil
}

func (m Mapping) rolesAt(claims, list strict.Node, c *Caller) *Error {
	names, ok := texts(list)
	if !ok {
		return bad("roles-shape")
	}
	organisation, _ := pointed(claims, m.Organisation)
	for _, name := range names {
		if err := m.add(name, organisation.Text(), c); err != nil {
			return err
		}
	}
	return nil
}

func (m Mapping) add(role, organisation string, c *Caller) *Error {
	if len(m.RoleNames) > 0 {
		known, ok := m.RoleNames[role]
		if !ok {
			return nil
		}
		role = known
	}
	if !roleForm.MatchString(role) || !organisationForm.MatchString(organisation) {
		return bad("membership-form")
	}
	if len(c.Memberships) >= MaxMemberships {
		return bad("too-many-memberships")
	}
	if member := (Membership{Role: role, Organisation: organisation}); !c.Holds(member) {
		c.Memberships = append(c.Memberships, member)
	}
	return nil
}

func (m Mapping) permissions(name string) []Permission {
	if len(m.PermissionNames) > 0 {
		return m.PermissionNames[name]
	}
	if p := Permission(name); slices.Contains(Permissions, p) {
		return []Permission{p}
	}
	return nil
}

// pointed follows a JSON pointer through objects; false if there is nothing, or null.
func pointed(n strict.Node, pointer string) (strict.Node, bool) {
	if pointer == "" {
		return strict.Node{}, false
	}
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		member, ok := n.Member(unescape.Replace(part))
		if !ok {
			return strict.Node{}, false
		}
		n = member
	}
	return n, n.Kind() != strict.Null
}

func texts(list strict.Node) ([]string, bool) {
	items, ok := list.Plain().([]any)
	if !ok {
		return nil, false
	}
	out := make([]string, 0, len(items))
	for _, item := range items {
		text, ok := item.(string)
		if !ok {
			return nil, false
		}
		out = append(out, text)
	}
	return out, true
}
