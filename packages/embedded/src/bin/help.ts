/** What `--help` prints. At most 80 columns wide. */
export const HELP = `Letta's REST API and memory agents on one machine, in one file.

Usage
  letta-memory-embedded serve [options]

Options
  --port <number>    Port to listen on; 0 takes any free one. Default: 8283
  --host <address>   Address to listen on. Default: 127.0.0.1, this machine only
  --db <file>        Database, as a path or a file: URL; :memory: keeps nothing.
                     Default: file:memory.db
  --token <token>    Bearer token that every request must bear. Needed when
                     --host is not this machine. Better given by environment:
                     a command line can be read by others on this machine
  --model <name>     Model of the memory agents. Default: gpt-5-mini
  -h, --help         Show this
  -v, --version      Show the version

Environment
  LETTA_EMBEDDED_TOKEN   The bearer token
  OPENAI_API_KEY         Key of OpenAI, or of the server at OPENAI_BASE_URL
  OPENAI_BASE_URL        Any server that speaks OpenAI's API, such as Ollama
                         (http://localhost:11434/v1), LM Studio or vLLM
  OPENAI_MODEL           As --model

Without OPENAI_API_KEY and OPENAI_BASE_URL an offline stand-in, which follows
simple rules, takes the place of a model.

Examples
  letta-memory-embedded serve
  OPENAI_API_KEY=... letta-memory-embedded serve --db /var/lib/memory.db
  LETTA_EMBEDDED_TOKEN=... letta-memory-embedded serve --host 0.0.0.0

Clients find it by LETTA_BASE_URL=http://127.0.0.1:8283, and by LETTA_API_KEY
when there is a token.
`;
