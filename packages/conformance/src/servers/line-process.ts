import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface LineProcess {
  readonly child: ChildProcess;
  /** The first line of its output: how our children say that they are ready, and where. */
  readonly line: string;
  /** The next line of its output. */
  nextLine(timeoutMs: number): Promise<string>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface LineProcessOptions {
  timeoutMs: number;
  env?: NodeJS.ProcessEnv;
}

/** How long a child may take to end by itself before it is killed, in milliseconds. */
const stopGraceMs = 20_000;

/** Starts a child that prints one line when it is ready, and keeps its standard input open. */
export async function startLineProcess(
  command: string,
  args: string[],
  { timeoutMs, env = process.env }: LineProcessOptions,
): Promise<LineProcess> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const describe = [command, ...args].join(' ');

  async function nextLine(withinMs: number): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`No line within ${withinMs} ms from: ${describe}`)),
        withinMs,
      );
    });
    const failed = new Promise<never>((_, reject) => {
      child.once('error', (cause) => reject(new Error(`Cannot start: ${describe}`, { cause })));
    });
    try {
      const { value, done } = await Promise.race([lines.next(), tooLate, failed]);
      if (done) throw new Error(`Ended with code ${child.exitCode} before it was ready: ${describe}`);
      return value;
    } finally {
      clearTimeout(timer);
    }
  }

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopGraceMs);
    await ended;
    clearTimeout(timer);
  }

  try {
    return { child, line: await nextLine(timeoutMs), nextLine, stop };
  } catch (error) {
    await stop('SIGKILL');
    throw error;
  }
}
