import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
const requirements = join(packageFolder, 'letta-server/requirements.txt');
/** The Python that every pinned wheel (pgserver's above all) exists for. */
const pythonVersion = '3.11';

/** Thrown when this machine cannot run a real Letta; the message says what is missing. */
export class CannotRunLettaError extends Error {}

/** May packages be installed with the system's package manager? On CI yes, on a person's machine never. */
const mayInstall = Boolean(process.env.CI);

function works(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Installs Debian packages on CI; elsewhere says which command is missing. */
async function installPackages(missing: string, ...packages: string[]): Promise<void> {
  if (!mayInstall)
    throw new CannotRunLettaError(`${missing} is missing (Debian: apt-get install ${packages.join(' ')})`);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const aptGet = async (...args: string[]) => {
    const [command = 'apt-get', ...rest] = [...sudo, 'apt-get', ...args];
    await run(command, rest, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  };
  await aptGet('update');
  await aptGet('install', '-y', '--no-install-recommends', ...packages);
}

export async function ensureRedis(): Promise<void> {
  if (!works('redis-server', '--version')) await installPackages('redis-server', 'redis-server');
}

/** Is `python` in this folder complete for these very requirements? A half-finished install has no stamp. */
async function stampOf(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
}

async function findPython(): Promise<string> {
  const candidates = [`python${pythonVersion}`, 'python3.12', 'python3', 'python'];
  const usable = candidates.find((name) => works(name, '-c', 'import venv, ensurepip'));
  if (usable) return usable;
  await installPackages('Python 3 with venv', 'python3', 'python3-venv');
  return 'python3';
}

/**
 * The Python interpreter of a venv that holds Letta 0.16.8: `LETTA_VENV` when set, else `.venv` in this package,
 * made when missing (25 s). uv makes it, because uv also fetches Python 3.11 where the machine has another one.
 */
export async function ensureVenv(): Promise<string> {
  const given = process.env.LETTA_VENV;
  if (given) {
    const python = join(given, 'bin/python');
    if (!works(python, '-c', 'import letta')) throw new Error(`LETTA_VENV=${given} holds no Letta`);
    return python;
  }
  const folder = join(packageFolder, '.venv');
  const python = join(folder, 'bin/python');
  const stampFile = join(folder, '.requirements.sha256');
  const stamp = await stampOf();
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp && works(python, '--version'))
    return python;

  if (process.platform === 'win32') throw new CannotRunLettaError('pgserver and Redis need Linux or macOS');
  const base = await findPython();
  console.log(`Making ${folder} with Letta 0.16.8 (once, about half a minute) …`);
  await rm(folder, { recursive: true, force: true });
  const tools = join(folder, 'tools');
  await run(base, ['-m', 'venv', tools]);
  await run(join(tools, 'bin/python'), ['-m', 'pip', 'install', '--quiet', 'uv']);
  const uv = join(tools, 'bin/uv');
  await run(uv, ['venv', '--quiet', '--allow-existing', '--python', pythonVersion, folder]);
  await run(uv, ['pip', 'install', '--quiet', '--python', python, '-r', requirements], {
    maxBuffer: 2 ** 26,
  });
  await writeFile(stampFile, stamp);
  return python;
}
