// A chat in the terminal that remembers: the quickstart of letta-memory.
import { openChat } from './open-chat.js';
import { HELP } from './help.js';
import { parseOptions, UsageError } from './options.js';

const WRONG_USE = 2;

try {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options.help) process.stdout.write(HELP);
  else await openChat(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n--help tells more.\n`);
  process.exitCode = WRONG_USE;
}
