import { Letta } from '@letta-ai/letta-client';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { version } from '../../package.json';

const PROGRAM = fileURLToPath(new URL('../../bin/letta-memory-embedded.js', import.meta.url));

describe('letta-memory-embedded', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'serve på ny '));
    return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  function start(words: string[], environment: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, [PROGRAM, ...words], {
      cwd: folder,
      env: { PATH: process.env['PATH'], ...environment },
    });
    const written = { output: '', errors: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (written.output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (written.errors += text));
    const ended = once(child, 'close').then(([code]: (number | null)[]) => ({ exitCode: code, ...written }));
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
    });

    async function ready(): Promise<string> {
      while (!/Model .*\n/.test(written.output)) {
        if (child.exitCode !== null) throw new Error(`did not start: ${written.errors}`);
        await Promise.race([once(child.stdout, 'data'), ended]);
      }
      return /http:\S+/.exec(written.output)?.[0] ?? '';
    }
    return { child, ended, ready, written };
  }

  it('serves the official client, and says where, from which file and with which model', async () => {
    const server = start(['serve', '--port', '0', '--db', 'my memory.db']);
    const url = await server.ready();
    const client = new Letta({ baseURL: url, apiKey: null });
    expect((await client.health()).version).toContain('embedded');
    const agent = await client.agents.create({
      agent_type: 'sleeptime_agent',
      model: 'any/model',
      memory_blocks: [{ label: 'human', value: 'Name: Sarah' }],
    });
    expect((await client.agents.blocks.retrieve('human', { agent_id: agent.id })).value).toBe('Name: Sarah');
    expect(server.written.output.split('\n')).toEqual([
      `URL       ${url}`,
      `Database  ${join(folder, 'my memory.db')}`,
      expect.stringMatching(/^Model {5}offline stand-in.*OPENAI_API_KEY/),
      '',
    ]);
  });

  it('names a real model that the environment gives', async () => {
    const environment = { OPENAI_BASE_URL: 'http://user:secret@localhost:11434/v1' };
    const server = start(['serve', '--port', '0', '--db', ':memory:', '--model', 'llama3.2'], environment);
    await server.ready();
    expect(server.written.output).toContain('Model     llama3.2 at http://localhost:11434/v1\n');
    expect(server.written.output).toContain('Database  :memory:\n');
  });

  it('lets in only who bears the token', async () => {
    const server = start(['serve', '--port', '0', '--host', '0.0.0.0'], {
      LETTA_EMBEDDED_TOKEN: 'open-sesame',
    });
    const baseURL = (await server.ready()).replace('0.0.0.0', '127.0.0.1');
    const asking = (apiKey: string | null) => new Letta({ baseURL, apiKey, maxRetries: 0 }).agents.list();
    await expect(asking(null)).rejects.toMatchObject({ status: 401 });
    await expect(asking('open-sesam')).rejects.toMatchObject({ status: 401 });
    expect((await asking('open-sesame')).items).toEqual([]);
    expect((await fetch(`${baseURL}/v1/health/`)).status).toBe(200);
  });

  it('refuses to serve other machines without a token', async () => {
    const { exitCode, output, errors } = await start(['serve', '--host', '0.0.0.0']).ended;
    expect(exitCode).toBe(2);
    expect(output).toBe('');
    expect(errors).toContain('LETTA_EMBEDDED_TOKEN');
  });

  it('keeps what it knows from one start to the next', async () => {
    const words = ['serve', '--port', '0', '--db', 'kept.db'];
    const first = start(words);
    const created = await new Letta({ baseURL: await first.ready(), apiKey: null }).agents.create({
      agent_type: 'sleeptime_agent',
      model: 'any/model',
    });
    first.child.kill('SIGTERM');
    expect(await first.ended).toMatchObject({ exitCode: 0, errors: '' });
    const second = start(words);
    const agents = await new Letta({ baseURL: await second.ready(), apiKey: null }).agents.list();
    expect(agents.items.map((agent) => agent.id)).toEqual([created.id]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops in order at %s, with a client still connected',
    async (signal) => {
      const server = start(['serve', '--port', '0', '--db', ':memory:']);
      const url = await server.ready();
      await fetch(`${url}/v1/health/`);
      server.child.kill(signal);
      expect(await server.ended).toMatchObject({ exitCode: 0, errors: '' });
      await expect(fetch(`${url}/v1/health/`)).rejects.toThrow('fetch failed');
    },
  );

  it('says that the port is in use, and does not touch the database', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = String(typeof address === 'object' ? address?.port : 0);
    const { exitCode, output, errors } = await start(['serve', '--port', port, '--db', 'nowhere/memory.db'])
      .ended;
    expect(exitCode).toBe(1);
    expect(output).toBe('');
    expect(errors).toMatch(new RegExp(`^Port ${port} of 127.0.0.1 is in use\\. .*--port.*\\n$`));
    expect(() => mkdirSync(join(folder, 'nowhere'))).not.toThrow();
  });

  it('says that the database cannot be opened', async () => {
    mkdirSync(join(folder, 'folder.db'));
    const { exitCode, output, errors } = await start(['serve', '--port', '0', '--db', 'folder.db']).ended;
    expect(exitCode).toBe(1);
    expect(output).toBe('');
    expect(errors).toContain('folder.db cannot be opened');
    expect(errors).not.toContain('    at ');
  });

  it('says what is wrong with a command line', async () => {
    const { exitCode, output, errors } = await start(['serve', '--prot', '1']).ended;
    expect(exitCode).toBe(2);
    expect(output).toBe('');
    expect(errors).toBe("Unknown option '--prot'.\nletta-memory-embedded --help tells more.\n");
  });

  it('tells its version', async () => {
    expect(await start(['--version']).ended).toEqual({ exitCode: 0, output: `${version}\n`, errors: '' });
  });

  it('explains itself in lines that fit a terminal', async () => {
    const { exitCode, output, errors } = await start(['serve', '--help']).ended;
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(output).toMatchInlineSnapshot(`
      "Letta's REST API and memory agents on one machine, in one file.

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
      "
    `);
  });
});
