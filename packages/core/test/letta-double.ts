import { agentBody, blockBody, ping, runBody } from './letta-bodies.js';
import { scriptedServer, type RecordedRequest, type ScriptedAnswer } from './scripted-server.js';

/** One message that a memory agent got. */
export interface Learned {
  readonly agentId: string;
  /** Which run it came in. */
  readonly runId: string;
  readonly otid: string;
  /** The lines of the transcript, without dates. */
  readonly lines: string[];
}

/**
 * A memory server over real HTTP that keeps what it is sent: one agent for each user, whose block `human` a test
 * writes. It can be made to fail.
 */
export async function lettaDouble() {
  const double = {
    /** What is known, by user. */
    known: new Map<string, string>(),
    /** What agents got, in order. */
    learned: [] as Learned[],
    /** Runs do not end while it is false. */
    runsEnd: true,
    /** What every request gets instead of an answer. */
    trouble: undefined as ScriptedAnswer | undefined,
  };
  const answering =
    (answer: (request: RecordedRequest) => ScriptedAnswer) =>
    (request: RecordedRequest): ScriptedAnswer =>
      double.trouble ?? answer(request);
  let runs = 0;
  const scripted = await scriptedServer({
    'GET /v1/agents/': answering(({ query }) => {
      const tag = query.getAll('tags').find((candidate) => candidate.includes(':user:')) ?? '';
      const user = tag.replace(/^.*:user:/, '');
      const human = blockBody('human', { value: double.known.get(user) ?? '' });
      return { json: [agentBody({ id: `agent-${user}`, blocks: [human] })] };
    }),
    'POST /v1/conversations/default/messages': answering(({ body }) => {
      const runId = `run-${(runs += 1)}`;
      double.learned.push(...readMessages(body, runId));
      return { events: [ping(runId)] };
    }),
    'GET /v1/runs/*': answering(({ route }) => {
      const id = route.replace(/^.*\//, '');
      return { json: runBody({ id, ...(double.runsEnd ? {} : { status: 'running', stop_reason: null }) }) };
    }),
  });
  return Object.assign(double, scripted);
}

function readMessages(body: unknown, runId: string): Learned[] {
  const { agent_id, messages } = body as {
    agent_id: string;
    messages: { content: string; otid: string }[];
  };
  return messages.map(({ content, otid }) => {
    const [, transcript = ''] = /<messages>[^\n]*\n([\s\S]*)\n<\/messages>/.exec(content) ?? [];
    const lines = transcript.split('\n').map((line) => line.replace(/^\[[^\]]*\] /, ''));
    return { agentId: agent_id, runId, otid, lines };
  });
}
