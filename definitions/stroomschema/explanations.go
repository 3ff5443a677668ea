package stroomschema

var explanations = []Explanation{}
