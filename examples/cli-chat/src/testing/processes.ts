import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const CHAT = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const SERVER = fileURLToPath(
  new URL('../../../../packages/embedded/bin/letta-memory-embedded.js', import.meta.url),
);
const MODEL = fileURLToPath(
  new URL('../../../../packages/conformance/letta-server/model.mjs', import.meta.url),
);

/** A folder of the test's own, whose name is as awkward as people's are. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat på tur '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** A program that was started: what it has written so far, and how it ended. */
export class Running {
  readonly child: ChildProcessWithoutNullStreams;
  output = '';
  errors = '';
  readonly #ended: Promise<number | null>;
  #isOver = false;

  constructor(command: string, words: string[], environment: NodeJS.ProcessEnv) {
    this.child = spawn(command, words, { env: environment });
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    // who has left hears no more
    this.child.stdin.on('error', () => {});
    this.#ended = once(this.child, 'close').then(([code]: (number | null)[]) => {
      this.#isOver = true;
      return code ?? null;
    });
    onTestFinished(async () => {
      this.child.kill('SIGKILL');
      await this.#ended;
    });
  }

  /** Types. */
  write(text: string): void {
    this.child.stdin.write(text);
  }

  /** Waits until the output matches; gives the match. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      if (this.#isOver) {
        throw new Error(`ended without showing ${pattern}:\n${this.output}\n${this.errors}`);
      }
      await Promise.race([once(this.child.stdout, 'data'), this.#ended]);
    }
  }

  /** Waits for the end; gives the exit code, null when a signal killed it. */
  ended(): Promise<number | null> {
    return this.#ended;
  }
}

/** An environment without anybody's keys, and with a data folder of the test's own. */
function environmentOf(folder: string, more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: folder, XDG_DATA_HOME: folder, LOCALAPPDATA: folder, ...more };
}

interface StartOptions {
  folder: string;
  words?: string[];
  environment?: NodeJS.ProcessEnv;
}

/** Starts the built chat, with pipes. */
export function startChat({ folder, words = [], environment = {} }: StartOptions): Running {
  return new Running(process.execPath, [CHAT, ...words], environmentOf(folder, environment));
}

/** Starts the built chat at a terminal of 60 columns, with util-linux's `script`. */
export function startChatAtTerminal({ folder, words = [], environment = {} }: StartOptions): Running {
  const command = [process.execPath, CHAT, ...words].map((word) => `'${word}'`).join(' ');
  return new Running(
    'script',
    ['--quiet', '--return', '--command', `stty cols 60 rows 30; exec ${command}`, '/dev/null'],
    environmentOf(folder, { TERM: 'xterm-256color', ...environment }),
  );
}

/** Gives the built chat its whole input at once, and waits for its end. */
export async function runChat(options: StartOptions & { lines: string[] }) {
  const chat = startChat(options);
  chat.child.stdin.end(options.lines.map((line) => `${line}\n`).join(''));
  const exitCode = await chat.ended();
  return { exitCode, output: chat.output, errors: chat.errors };
}

/** Starts the built `letta-memory-embedded serve` on a free port; gives its address. */
export async function startServer(
  folder: string,
  words: string[] = [],
): Promise<{ url: string; server: Running }> {
  const server = new Running(
    process.execPath,
    [SERVER, 'serve', '--port', '0', '--db', join(folder, 'server.db'), ...words],
    environmentOf(folder, {}),
  );
  const [, url = ''] = await server.shows(/(http:\S+)/);
  return { url, server };
}

/** Starts the scripted model that speaks OpenAI's API; gives its address. */
export async function startModel(): Promise<string> {
  const model = new Running(process.execPath, [MODEL], environmentOf(tmpdir(), {}));
  const [, url = ''] = await model.shows(/(http:\S+)/);
  return url;
}
