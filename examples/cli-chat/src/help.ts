/** What `--help` prints. At most 80 columns wide. */
export const HELP = `A chat in the terminal that remembers you from one start to the next.

Usage
  npx -y pnpm@10 start [options]

Options
  --user <name>   Whose memory it is. Default: default_user
  --db <file>     Where memory is kept. Default: memory.db in your data folder
  -h, --help      Show this

Model (without any of these: an offline stand-in that follows simple rules)
  OPENAI_API_KEY    Key of OpenAI, or of the server at OPENAI_BASE_URL
  OPENAI_BASE_URL   Any server that speaks OpenAI's API, such as Ollama
                    (http://localhost:11434/v1), LM Studio or vLLM
  OPENAI_MODEL      Name of the model. Default: gpt-5-mini

Memory (without any of these: in this process, kept in a file)
  LETTA_API_KEY     Key of Letta Cloud, or of the server at LETTA_BASE_URL
  LETTA_BASE_URL    A Letta server of your own
  LETTA_MEMORY_DB   As --db

Without a terminal it reads lines to the end of its input and answers in plain
text.
`;
