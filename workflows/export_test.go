package workflows

import "stroom/definitions/stroomschema"

// PutCompiled makes Pinned.Compile return another definition for this content, in the whole process.
func PutCompiled(p Pinned, def *stroomschema.Definition) { definitionsCompiled.put(p.Hash+p.Sum, def) }
