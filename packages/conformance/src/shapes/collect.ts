import { uniqueWord } from '../harness/unique.js';
import type { ServerUnderTest } from '../servers/server.js';
import { shapeOf, type Shape } from './shape.js';

export interface Answer {
  status: number;
  shape: Shape;
}
/** The answers to one fixed tour through the API, by what was asked. */
export type Answers = Record<string, Answer>;

interface Identified {
  id: string;
  status: string;
  message_type: string;
}

/** Makes the same calls on any server and keeps the shape of each answer's body. */
export async function collectAnswers(server: ServerUnderTest): Promise<Answers> {
  const answers: Answers = {};
  const tag = uniqueWord('shape');

  async function raw(method: string, path: string, body?: unknown): Promise<Response> {
    return server.fetch(`${server.baseURL}/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }
  async function ask(what: string, method: string, path: string, body?: unknown): Promise<Identified> {
    const response = await raw(method, path, body);
    const json: unknown = await response.json();
    answers[what] = { status: response.status, shape: shapeOf(json) };
    return json as Identified;
  }
  /** The items of a list of several kinds, one shape a kind: which kinds come is told by other tests. */
  function keepByType(what: string, items: Identified[]): void {
    for (const item of items) {
      answers[`${what}: ${item.message_type}`] = { status: 200, shape: shapeOf(item) };
    }
  }
  async function askByType(what: string, path: string): Promise<void> {
    keepByType(what, (await (await raw('GET', path)).json()) as Identified[]);
  }
  /** The events of a stream, to its end. */
  async function askStream(what: string, path: string, body: unknown): Promise<void> {
    const text = await (await raw('POST', path, body)).text();
    const data = text.split('\n').filter((line) => line.startsWith('data: {'));
    keepByType(
      what,
      data.map((line) => JSON.parse(line.slice('data: '.length)) as Identified),
    );
  }
  async function end(runId: string): Promise<void> {
    for (;;) {
      const { status } = (await (await raw('GET', `/runs/${runId}`)).json()) as Identified;
      if (status !== 'created' && status !== 'running') return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const says = (content: string) => ({ role: 'user', content: `user: ${content}`, otid: uniqueWord('otid') });

  const agent = await ask('create an agent', 'POST', '/agents/', {
    name: tag,
    agent_type: 'sleeptime_agent',
    model: server.model,
    tags: [tag],
    memory_blocks: [
      { label: 'human', value: '', limit: 10_000, description: 'd', tags: [tag] },
      { label: 'summary', value: '' },
    ],
    initial_message_sequence: [],
    message_buffer_autoclear: true,
    timezone: 'UTC',
    metadata: { a: 1 },
  });
  const at = `/agents/${agent.id}`;
  await ask('retrieve an agent', 'GET', at);
  await ask(
    'retrieve an agent with everything',
    'GET',
    `${at}?include=agent.blocks&include=agent.tags&include=agent.tools`,
  );
  await ask('list agents', 'GET', `/agents/?tags=${tag}&match_all_tags=true`);
  await ask(
    'list agents with everything',
    'GET',
    `/agents/?tags=${tag}&include=agent.blocks&include=agent.tags`,
  );
  await ask('update an agent', 'PATCH', at, { metadata: { b: 2 } });

  const block = await ask('create a block', 'POST', '/blocks/', { label: 'team', value: 'v', tags: [tag] });
  await ask('retrieve a block', 'GET', `/blocks/${block.id}`);
  await ask('update a block', 'PATCH', `/blocks/${block.id}`, { value: 'w' });
  await ask('list blocks by tag', 'GET', `/blocks/?tags=${tag}`);
  await ask('attach a block', 'PATCH', `${at}/core-memory/blocks/attach/${block.id}`);
  await ask("list a block's agents", 'GET', `/blocks/${block.id}/agents`);
  await ask("list an agent's blocks", 'GET', `${at}/core-memory/blocks`);
  await ask("retrieve an agent's block", 'GET', `${at}/core-memory/blocks/human`);
  await ask("update an agent's block", 'PATCH', `${at}/core-memory/blocks/team`, { value: 'x' });
  await ask('detach a block', 'PATCH', `${at}/core-memory/blocks/detach/${block.id}`);
  await ask('list tags', 'GET', `/tags/?name=${tag}`);
  await ask('delete a block', 'DELETE', `/blocks/${block.id}`);

  const run = await ask('start a run', 'POST', `${at}/messages/async`, {
    messages: [says('I like tea')],
    max_steps: 5,
  });
  await end(run.id);
  await ask('retrieve a completed run', 'GET', `/runs/${run.id}`);
  await ask('list runs', 'GET', `/runs/?agent_id=${agent.id}`);
  await askByType("list a run's messages", `/runs/${run.id}/messages?order=asc`);
  await askByType("list an agent's messages", `${at}/messages?order=asc&limit=100`);
  const failing = await ask('start a failing run', 'POST', `${at}/messages/async`, {
    messages: [says('[[fail 500]]')],
  });
  await end(failing.id);
  await ask('retrieve a failed run', 'GET', `/runs/${failing.id}`);
  await ask('run and wait', 'POST', `${at}/messages`, { messages: [says('I like cake')] });
  await ask('run and wait for prose', 'POST', `${at}/messages`, { messages: [says('[[prose]]')] });
  await askStream('stream a run', `${at}/messages/stream`, { messages: [says('I like jam')] });
  if (server.differences.backgroundEndpoint) {
    const background = (content: string) => ({
      agent_id: agent.id,
      messages: [says(content)],
      streaming: true,
      background: true,
    });
    await askStream('stream a background run', '/conversations/default/messages', background('I like figs'));
    const slow = raw('POST', '/conversations/default/messages', background('[[slow 800]]'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await ask(
      'start a background run beside another',
      'POST',
      '/conversations/default/messages',
      background('now'),
    );
    await (await slow).text();
  }
  const late = await ask('start a slow run', 'POST', `${at}/messages/async`, {
    messages: [says('[[slow 800]]')],
  });
  await ask('cancel a run', 'POST', `${at}/messages/cancel`, { run_ids: [late.id] });
  await ask('retrieve a cancelled run', 'GET', `/runs/${late.id}`);
  await ask('reset messages', 'PATCH', `${at}/reset-messages`, { add_default_initial_messages: false });

  await ask('create a passage', 'POST', `${at}/archival-memory`, { text: 'The zebra', tags: [tag] });
  await ask('list passages', 'GET', `${at}/archival-memory`);
  await ask('search passages', 'GET', `${at}/archival-memory/search?query=zebra`);
  const archives = (await ask(
    'list archives',
    'GET',
    `/archives/?agent_id=${agent.id}`,
  )) as unknown as Identified[];
  await ask('retrieve an archive', 'GET', `/archives/${archives[0]?.id}`);
  await ask('list folders of an agent', 'GET', `${at}/folders`);

  await ask('list models', 'GET', '/models/');
  await ask('health', 'GET', '/health/');

  const nobody = '00000000-0000-4000-8000-000000000000';
  await ask('an unknown agent', 'GET', `/agents/agent-${nobody}`);
  await ask('an unknown block', 'GET', `/blocks/block-${nobody}`);
  await ask('an unknown label', 'GET', `${at}/core-memory/blocks/nothing`);
  await ask('an unknown run', 'GET', `/runs/run-${nobody}`);
  await ask('a wrong agent id', 'GET', '/agents/nonsense');
  await ask('a wrong run id', 'GET', '/runs/nonsense');
  await ask('broken JSON', 'POST', '/agents/', '{');
  await ask('a wrong body', 'POST', '/agents/', { memory_blocks: 'no' });
  await ask('a wrong role', 'POST', `${at}/messages/async`, { messages: [{ role: 'nobody', content: 'x' }] });
  await ask('delete an agent', 'DELETE', at);
  return answers;
}
