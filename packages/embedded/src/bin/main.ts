// The command line of letta-memory-embedded.
import { version } from '../../package.json';
import { EmbeddedLettaError } from '../errors.js';
import { chooseModel } from './choose-model.js';
import { parseCommandLine, type ServeOptions } from './command-line.js';
import { HELP } from './help.js';
import { StartError, startServer } from './start-server.js';
import { stopOnSignals } from './stop-on-signals.js';
import { UsageError } from './usage-error.js';

const WRONG_USE = 2;

async function main(): Promise<void> {
  const command = parseCommandLine(process.argv.slice(2), process.env);
  if (command.name === 'help') process.stdout.write(HELP);
  else if (command.name === 'version') process.stdout.write(`${version}\n`);
  else await serve(command.options);
}

async function serve(options: ServeOptions): Promise<void> {
  const { model, description } = chooseModel(options.modelName, process.env);
  const server = await startServer(options, model);
  stopOnSignals(server.stop);
  process.stdout.write(`URL       ${server.url}\nDatabase  ${server.database}\nModel     ${description}\n`);
}

try {
  await main();
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\nletta-memory-embedded --help tells more.\n`);
    process.exitCode = WRONG_USE;
  } else if (error instanceof StartError || EmbeddedLettaError.isInstance(error)) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
