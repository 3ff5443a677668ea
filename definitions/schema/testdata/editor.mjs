// Talks to yaml-language-server as an editor does: opens files, and asks for completion and hover at places of them.
// stdin: {schemas: {name: {text, match}}, files: [{name, text, asks: [{kind, line, character}]}]}
// stdout: [{name, diagnostics: [{line, character, message}], answers: [[...]]}]
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const input = JSON.parse(readFileSync(0, "utf8"));
const folder = mkdtempSync(resolve("editor-"));
const address = name => pathToFileURL(join(folder, name)).href;
const schemas = {};
for (const [name, { text, match }] of Object.entries(input.schemas)) {
  writeFileSync(join(folder, name), text);
  schemas[address(name)] = match;
}
const settings = { validate: true, hover: true, completion: true, schemas, schemaStore: { enable: false } };

const server = spawn(process.execPath, ["node_modules/yaml-language-server/bin/yaml-language-server", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const open = new Map(), published = new Map();
let last = 0, rest = Buffer.alloc(0);

function send(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
  server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
  server.stdin.write(body);
}
const tell = (method, params) => send({ method, params });
const ask = (method, params) => new Promise(done => { open.set(++last, done); send({ id: last, method, params }); });
const diagnosticsOf = uri => new Promise(done => published.set(uri, done));

function receive(message) {
  if (message.method === "workspace/configuration") {
    send({ id: message.id, result: message.params.items.map(item => item.section === "yaml" ? settings : {}) });
  } else if (message.method === "textDocument/publishDiagnostics") {
    published.get(message.params.uri)?.(message.params.diagnostics);
  } else if (message.method && message.id !== undefined) {
    send({ id: message.id, result: null });
  } else if (message.id !== undefined) {
    open.get(message.id)(message.result);
  }
}
server.stdout.on("data", chunk => {
  rest = Buffer.concat([rest, chunk]);
  for (;;) {
    const head = rest.indexOf("\r\n\r\n");
    const length = head < 0 ? 0 : Number(/Content-Length: (\d+)/i.exec(rest.subarray(0, head))[1]);
    if (head < 0 || rest.length < head + 4 + length) return;
    receive(JSON.parse(rest.subarray(head + 4, head + 4 + length)));
    rest = rest.subarray(head + 4 + length);
  }
});

await ask("initialize", {
  processId: process.pid, rootUri: address(""), workspaceFolders: [{ uri: address(""), name: "definitions" }],
  capabilities: {
    textDocument: { hover: { contentFormat: ["markdown"] }, completion: { completionItem: { documentationFormat: ["markdown"] } } },
    workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
  },
});
tell("initialized", {});
tell("workspace/didChangeConfiguration", { settings: { yaml: settings } });

const answers = [];
for (const { name, text, asks } of input.files) {
  const textDocument = { uri: address(name) };
  tell("textDocument/didOpen", { textDocument: { ...textDocument, languageId: "yaml", version: 1, text } });
  // The settings are read some time after they are announced. Once the first key is explained, the schema is in use.
  while (!(await ask("textDocument/hover", { textDocument, position: { line: 0, character: 1 } }))?.contents);
  const found = diagnosticsOf(textDocument.uri);
  tell("textDocument/didChange", { textDocument: { ...textDocument, version: 2 }, contentChanges: [{ text }] });
  const answer = { name, diagnostics: (await found).map(d => ({ line: d.range.start.line, character: d.range.start.character, message: d.message })), answers: [] };
  for (const { kind, line, character } of asks) {
    const result = await ask("textDocument/" + kind, { textDocument, position: { line, character } });
    answer.answers.push(kind === "hover" ? [result?.contents?.value ?? ""] : (result.items ?? result).map(item => item.label));
  }
  answers.push(answer);
}
console.log(JSON.stringify(answers));
server.kill();
