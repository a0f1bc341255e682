#!/usr/bin/env node
// A scripted OpenAI-compatible server for tests: chat completions (plain and streamed, with tool calls),
// models and embeddings. `node model.mjs [port]` prints its base URL as the first line of output. With
// `--until-stdin-ends` it never outlives the process that started it.
//
// As memory agent (a request with `memory_insert` among its tools) it reads the newest run of user messages,
// appends what the user said to the `human` block, then ends with `memory_finish_edits`. Directives in the
// user's words change that; several can be combined:
//   [[fail 500]]            every call on this text answers this status
//   [[fail 500 x2 KEY]]     the first two calls that bear this KEY do, later ones work
//   [[fail-step 2]]         the second step (after a tool result) answers 500
//   [[slow 3000]]           the first step waits so many milliseconds before its first byte
//   [[hang]]                the first step never answers
//   [[prose]]               answers in words, without a tool call
//   [[loop]]                never finishes: edits at every step
//   [[edit LABEL|OLD|NEW]]  memory_replace instead of memory_insert
//   [[rethink LABEL|NEW]]   memory_rethink instead of memory_insert
//   [[nonsense]]            calls a tool that does not exist, with broken JSON
// Without those tools it answers as a chat model: `You said: …`, or, asked `what do you know`, its system prompt.
//
// GET /requests returns every request body seen (newest last), GET /requests?containing=WORDS those that hold
// these words; DELETE /requests forgets them.
// POST /control { "delayMs": 0, "failNext": 0, "status": 500 } sets what holds for all calls.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const seen = [];
const counts = new Map();
const control = { delayMs: 0, failNext: 0, status: 500 };
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

const text = (message) =>
  typeof message?.content === 'string'
    ? message.content
    : (message?.content ?? []).map((part) => part.text ?? '').join('');

/** The last unbroken run of user messages, and how many steps were taken since. */
function turn(messages) {
  let end = messages.length;
  let steps = 0;
  while (end > 0 && messages[end - 1].role !== 'user') if (messages[--end].role === 'assistant') steps++;
  let start = end;
  while (start > 0 && messages[start - 1].role === 'user') start--;
  return { words: messages.slice(start, end).map(text).join('\n'), steps };
}

/** What the user said in a forwarded transcript; all of the text when it is none. */
function said(words) {
  const lines = words.split('\n').filter((line) => /^(\[[^\]]*\] )?user: /.test(line));
  return (
    lines.length ? lines.map((line) => line.replace(/^(\[[^\]]*\] )?user: /, '')).join('\n') : words
  ).trim();
}

function decide({ messages, tools }) {
  const names = (tools ?? []).map((tool) => tool.function?.name);
  const { words, steps } = turn(messages);
  const directive = (name) => words.match(new RegExp(`\\[\\[${name}(?: ([^\\]]*))?\\]\\]`));
  const call = (name, args) => ({
    calls: [{ name, arguments: typeof args === 'string' ? args : JSON.stringify(args) }],
  });

  const fail = directive('fail');
  if (fail) {
    const [status = '500', times, key] = (fail[1] ?? '').split(' ');
    const count = (counts.get(key) ?? 0) + 1;
    if (times) counts.set(key, count);
    if (!times || count <= Number(times.slice(1))) return { status: Number(status) };
  }
  if (directive('fail-step') && steps + 1 >= Number(directive('fail-step')[1])) return { status: 500 };
  const delay = steps === 0 ? (directive('hang') ? Infinity : Number(directive('slow')?.[1] ?? 0)) : 0;

  if (!names.includes('memory_insert')) {
    const known = /what do you know/i.test(words)
      ? messages
          .filter((m) => m.role === 'system')
          .map(text)
          .join('\n')
      : `You said: ${words}`;
    return { delay, content: known };
  }
  if (directive('prose')) return { delay, content: 'I have nothing to note.' };
  if (directive('nonsense')) return { delay, ...call('no_such_tool', '{"broken": ') };
  if (steps > 0 && !directive('loop')) return call('memory_finish_edits', {});
  const edit = directive('edit');
  if (edit) {
    const [label, old_string, new_string] = edit[1].split('|');
    return { delay, ...call('memory_replace', { label, old_string, new_string }) };
  }
  const rethink = directive('rethink');
  if (rethink) {
    const [label, new_memory] = rethink[1].split('|');
    return { delay, ...call('memory_rethink', { label, new_memory }) };
  }
  return { delay, ...call('memory_insert', { label: 'human', new_string: said(words), insert_line: -1 }) };
}

const tokens = (value) => Math.ceil(JSON.stringify(value).length / 4);
const error = (status) => ({
  error: {
    message: `scripted failure ${status}`,
    type: status === 429 ? 'rate_limit_error' : 'server_error',
    code: null,
  },
});

async function chat(body, send, stream) {
  if (control.delayMs) await wait(control.delayMs);
  if (control.failNext > 0) return (control.failNext--, send(control.status, error(control.status)));
  const answer = decide(body);
  if (answer.delay === Infinity) return;
  if (answer.delay) await wait(answer.delay);
  if (answer.status) return send(answer.status, error(answer.status));

  const id = `chatcmpl-${seen.length}`;
  const calls = answer.calls?.map((call, index) => ({
    index,
    id: `call_${seen.length}_${index}`,
    type: 'function',
    function: call,
  }));
  const finish_reason = calls ? 'tool_calls' : 'stop';
  const usage = {
    prompt_tokens: tokens(body.messages),
    completion_tokens: tokens(calls ?? answer.content),
    total_tokens: 0,
  };
  usage.total_tokens = usage.prompt_tokens + usage.completion_tokens;
  const frame = { id, created: Math.floor(Date.now() / 1000), model: body.model };
  if (!body.stream) {
    const message = {
      role: 'assistant',
      content: answer.content ?? null,
      ...(calls && {
        tool_calls: calls.map(({ id, type, function: called }) => ({ id, type, function: called })),
      }),
    };
    return send(200, {
      ...frame,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason }],
      usage,
    });
  }
  const chunk = (delta, reason = null) => ({
    ...frame,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  const chunks = [chunk({ role: 'assistant', content: calls ? null : '' })];
  if (calls) {
    for (const { index, id: callId, function: fn } of calls) {
      chunks.push(
        chunk({
          tool_calls: [{ index, id: callId, type: 'function', function: { name: fn.name, arguments: '' } }],
        }),
      );
      for (const piece of fn.arguments.match(/[\s\S]{1,12}/g) ?? [])
        chunks.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }));
    }
  } else for (const piece of answer.content.match(/\S+\s*/g) ?? []) chunks.push(chunk({ content: piece }));
  chunks.push(chunk({}, finish_reason));
  if (body.stream_options?.include_usage)
    chunks.push({ ...frame, object: 'chat.completion.chunk', choices: [], usage });
  stream(chunks);
}

/** Bag-of-words vectors: texts that share words are near each other. */
function embedding(input, dimensions) {
  const vector = new Float64Array(dimensions);
  for (const word of String(input)
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    const hash = createHash('sha256').update(word).digest();
    for (let i = 0; i < 8; i++) vector[hash.readUInt32LE(i * 4) % dimensions] += i % 2 ? 1 : -1;
  }
  const length = Math.hypot(...vector) || 1;
  return Array.from(vector, (value) => value / length);
}

function embed(body, send) {
  const dimensions = body.dimensions ?? (/large/.test(body.model) ? 3072 : 1536);
  const encode = (vector) =>
    body.encoding_format === 'base64'
      ? Buffer.from(new Float32Array(vector).buffer).toString('base64')
      : vector;
  const data = [body.input]
    .flat()
    .map((input, index) => ({ object: 'embedding', index, embedding: encode(embedding(input, dimensions)) }));
  send(200, {
    object: 'list',
    model: body.model,
    data,
    usage: { prompt_tokens: tokens(body.input), total_tokens: tokens(body.input) },
  });
}

const server = createServer(async (request, response) => {
  const send = (status, body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const stream = (chunks) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const item of chunks) response.write(`data: ${JSON.stringify(item)}\n\n`);
    response.end('data: [DONE]\n\n');
  };
  let raw = '';
  for await (const piece of request) raw += piece;
  const route = `${request.method} ${request.url.replace(/^\/v1/, '').split('?')[0]}`;
  try {
    if (route === 'GET /models')
      return send(200, {
        object: 'list',
        data: ['gpt-4o-mini', 'gpt-4.1'].map((id) => ({ id, object: 'model', owned_by: 'scripted' })),
      });
    if (route === 'GET /requests') {
      const words = new URL(request.url, 'http://model').searchParams.get('containing') ?? '';
      return send(
        200,
        seen.filter((body) => JSON.stringify(body).includes(words)),
      );
    }
    if (route === 'DELETE /requests') return ((seen.length = 0), send(200, {}));
    if (route === 'POST /control') return send(200, Object.assign(control, JSON.parse(raw)));
    const body = JSON.parse(raw);
    if (route === 'POST /embeddings') return embed(body, send);
    if (route === 'POST /chat/completions') return (seen.push(body), await chat(body, send, stream));
    send(404, error(404));
  } catch (cause) {
    send(400, { error: { message: String(cause), type: 'invalid_request_error' } });
  }
});
if (process.argv.includes('--until-stdin-ends')) process.stdin.once('end', () => process.exit(0)).resume();
server.listen(
  Number(process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? 0),
  '127.0.0.1',
  () => console.log(`http://127.0.0.1:${server.address().port}/v1`),
);
