/**
 * What is learned of which chat: `turn/` and `outbox/` together, driven by the real `generateText`, `streamText` and
 * tool loops of ai 5, 6 and 7, with ids and without.
 */
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { call, say, toolCall, type Step } from '../../test/turn-table/script.js';
import { versions } from '../../test/turn-table/sdks.js';
import { settle } from '../../test/turn-table/test-clock.js';
import { allTools, clientResult, World, type Chat, type Ids, type Way } from '../../test/turn-table/world.js';

interface Row {
  readonly name: string;
  /** Default: all. */
  readonly ids?: readonly Ids[];
  readonly way?: Way;
  readonly sdks?: readonly string[];
  readonly play: (world: World) => Promise<void>;
}

const allIds: readonly Ids[] = ['conversation and turn', 'conversation', 'none'];
const known: readonly Ids[] = ['conversation and turn', 'conversation'];
const ways: readonly Way[] = ['generateText', 'streamText'];

const rain = [
  'call: called weather({"city":"Bergen"})',
  'result: weather returned {"city":"Bergen","weather":"rain"}',
];
const weather = (id: string, rest: Omit<Step, 'content'> = {}): Step =>
  call('weather', { city: 'Bergen' }, id, rest);
const show = (what: string, id: string): Step => call('show', { what }, id);
const shown = (what: string): string => `call: called show({"what":"${what}"})`;

const history: Row[] = [
  {
    name: 'the whole history is sent again: only the new turn',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('Hi, I am Sarah', [say('Hello Sarah')]);
      await chat.say('I live in Bergen', [say('Nice')]);
      await chat.say('It rains', [say('Again?')]);
      expect(await world.delivered()).toEqual([
        ['user: Hi, I am Sarah', 'assistant: Hello Sarah'],
        ['user: I live in Bergen', 'assistant: Nice'],
        ['user: It rains', 'assistant: Again?'],
      ]);
    },
  },
  {
    name: 'a window of the history: only the new turn',
    play: async (world) => {
      const chat = world.chat();
      for (const text of ['one', 'two', 'three', 'four']) {
        chat.messages = chat.messages.slice(-2);
        await chat.say(text, [say(`${text} heard`)]);
      }
      expect(await world.delivered()).toEqual(
        ['one', 'two', 'three', 'four'].map((text) => [`user: ${text}`, `assistant: ${text} heard`]),
      );
    },
  },
  {
    name: "an app's own summary of the history, in the system prompt or an assistant message: only the new turn",
    play: async (world) => {
      const chat = world.chat();
      await chat.say('I am Sarah', [say('Hello')]);
      chat.messages = [];
      await chat.say('I live in Bergen', [say('Nice')], { system: 'So far: the user is Sarah.' });
      chat.messages = [{ role: 'assistant', content: 'So far: the user is Sarah, of Bergen.' }];
      await chat.say('It rains', [say('Again?')]);
      expect(await world.delivered()).toEqual([
        ['user: I am Sarah', 'assistant: Hello'],
        ['user: I live in Bergen', 'assistant: Nice'],
        ['user: It rains', 'assistant: Again?'],
      ]);
    },
  },
  {
    name: "messages marked `ignore` are nobody's words",
    play: async (world) => {
      const chat = world.chat();
      const mark = { lettaMemory: { ignore: true } };
      chat.messages.push({ role: 'user', content: 'Summary: she is Sarah.', providerOptions: mark });
      chat.user('I live in Bergen');
      chat.messages.push({ role: 'user', content: 'Keep it short.', providerOptions: mark });
      await chat.answer([weather('call-1'), say('Nice')]);
      expect(await world.delivered()).toEqual([['user: I live in Bergen', ...rain, 'assistant: Nice']]);
    },
  },
  {
    name: "messages with empty content are nobody's words",
    play: async (world) => {
      const chat = world.chat();
      chat.user('I live in Bergen');
      chat.messages.push({ role: 'assistant', content: '' }, { role: 'user', content: '  ' });
      await chat.answer([say('Nice')]);
      expect(await world.delivered()).toEqual([['user: I live in Bergen', 'assistant: Nice']]);
    },
  },
  {
    name: 'only messages that say nothing: nothing',
    play: async (world) => {
      const chat = world.chat();
      chat.messages.push({ role: 'user', content: ' ' });
      await chat.answer([say('Hello?')]);
      expect(await world.deliveredAtLast()).toEqual([]);
    },
  },
  {
    name: 'a system prompt, with memory in it, is never learned',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('Where do I live?', [say('In Bergen')], {
        system: '<human>\nLives in Bergen\n</human>',
      });
      await chat.say('Right', [say('Good')], { system: '<human>\nLives in Bergen\n</human>' });
      expect(await world.delivered()).toEqual([
        ['user: Where do I live?', 'assistant: In Bergen'],
        ['user: Right', 'assistant: Good'],
      ]);
    },
  },
];

interface StepView {
  readonly stepNumber: number;
  readonly messages: readonly unknown[];
}

const keepFirstAndTail = ({ stepNumber, messages }: StepView): object =>
  stepNumber === 0 ? {} : { messages: [messages[0], ...messages.slice(-2)] };

const keepTail = ({ stepNumber, messages }: StepView): object =>
  stepNumber === 0 ? {} : { messages: messages.slice(-2) };

const look = (id: string): Step => ({
  content: [{ type: 'text', text: 'Let me look.' }, toolCall('weather', { city: 'Bergen' }, id)],
});

const tools: Row[] = [
  {
    name: 'a tool loop of five steps: one turn, one delivery',
    play: async (world) => {
      await world
        .chat()
        .say(
          'How is the weather?',
          [1, 2, 3, 4].map((step) => weather(`call-${step}`)).concat(say('It rains')),
        );
      expect(await world.delivered()).toEqual([
        ['user: How is the weather?', ...rain, ...rain, ...rain, ...rain, 'assistant: It rains'],
      ]);
    },
  },
  {
    name: 'the same text before each of two calls is kept twice',
    play: async (world) => {
      await world.chat().say('How is the weather?', [look('call-1'), look('call-2'), say('It rains')]);
      expect(await world.delivered()).toEqual([
        [
          'user: How is the weather?',
          'assistant: Let me look.',
          ...rain,
          'assistant: Let me look.',
          ...rain,
          'assistant: It rains',
        ],
      ]);
    },
  },
  {
    name: 'parallel tool calls, and `stop` together with a tool call: one turn',
    play: async (world) => {
      const both: Step = {
        content: [
          toolCall('weather', { city: 'Bergen' }, 'call-1'),
          toolCall('weather', { city: 'Oslo' }, 'call-2'),
        ],
        finish: 'stop',
      };
      await world.chat().say('How is the weather?', [both, say('Rain')]);
      expect(await world.delivered()).toEqual([
        [
          'user: How is the weather?',
          'call: called weather({"city":"Bergen"})',
          'call: called weather({"city":"Oslo"})',
          'result: weather returned {"city":"Bergen","weather":"rain"}',
          'result: weather returned {"city":"Oslo","weather":"rain"}',
          'assistant: Rain',
        ],
      ]);
    },
  },
  {
    name: '`pause_turn`: the prompt goes on behind an answer that was closed; the remainder follows',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('Search the web', [say('Searching')]);
      await chat.answer([say('Found it')]);
      const lines = (await world.delivered()).flat();
      expect(lines).toEqual(['user: Search the web', 'assistant: Searching', 'assistant: Found it']);
    },
  },
  {
    name: '`pause_turn` that goes on with the very same text: both are kept',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('Search the web', [say('Searching')]);
      await chat.answer([say('Searching')]);
      const lines = (await world.delivered()).flat();
      expect(lines).toEqual(['user: Search the web', 'assistant: Searching', 'assistant: Searching']);
    },
  },
  {
    name: '`prepareStep` that prunes to the first message and the tail: one turn with the final answer',
    ids: known,
    play: async (world) => {
      const chat = world.chat();
      await chat.say('I am Sarah', [say('Hello')]);
      await chat.say('How is the weather?', [weather('call-1'), weather('call-2'), say('It rains')], {
        prepareStep: keepFirstAndTail,
      });
      expect(await world.deliveredAtLast()).toEqual([
        ['user: I am Sarah', 'assistant: Hello'],
        ['user: How is the weather?', ...rain, ...rain, 'assistant: It rains'],
      ]);
    },
  },
  {
    name: '`prepareStep` that drops the user message: one turn with the final answer',
    play: async (world) => {
      await world.chat().say('How is the weather?', [weather('call-1'), weather('call-2'), say('It rains')], {
        prepareStep: keepTail,
      });
      expect(await world.deliveredAtLast()).toEqual([
        ['user: How is the weather?', ...rain, ...rain, 'assistant: It rains'],
      ]);
    },
  },
  {
    name: '`prepareStep` that changes what earlier tools returned, and the system prompt: nothing twice',
    play: async (world) => {
      interface Part {
        type: string;
      }
      const cleared = (message: { role: string; content: Part[] }): object =>
        message.role !== 'tool'
          ? message
          : {
              ...message,
              content: message.content.map((part) => ({
                ...part,
                output: { type: 'text', value: 'cleared' },
              })),
            };
      const prepareStep = ({ stepNumber, messages }: { stepNumber: number; messages: never[] }): object => ({
        system: `Step ${stepNumber}`,
        messages: [...messages.slice(0, -1).map(cleared), ...messages.slice(-1)],
      });
      await world
        .chat()
        .say('How is the weather?', [weather('call-1'), weather('call-2'), say('It rains')], { prepareStep });
      expect(await world.delivered()).toEqual([
        ['user: How is the weather?', ...rain, ...rain, 'assistant: It rains'],
      ]);
    },
  },
  {
    name: '`prepareStep` that changes the model: one turn',
    play: async (world) => {
      const other = world.remembering([say('It rains')]);
      const prepareStep = ({ stepNumber }: StepView): object => (stepNumber === 0 ? {} : { model: other });
      await world.chat().say('How is the weather?', [weather('call-1')], { prepareStep });
      expect(await world.delivered()).toEqual([
        ['user: How is the weather?', ...rain, 'assistant: It rains'],
      ]);
    },
  },
  {
    name: 'long arguments, results and texts are cut',
    play: async (world) => {
      const long = { weather: { inputSchema: anyInput, execute: async () => 'r'.repeat(2_000) } };
      await world
        .chat()
        .say('Look', [call('weather', { city: 'c'.repeat(2_000) }, 'call-1'), say('t'.repeat(20_000))], {
          tools: long,
        });
      const [[, called, returned, answer] = []] = await world.delivered();
      expect(called).toHaveLength('call: called weather()'.length + 300);
      expect(returned).toHaveLength('result: weather returned '.length + 500);
      expect(answer!.length).toBeGreaterThan(7_900);
      expect(answer!.length).toBeLessThanOrEqual('assistant: '.length + 8_000);
    },
  },
];
const anyInput = z.object({ city: z.string() });

/** How a turn ends without closing. */
interface NeverClosed {
  readonly name: string;
  readonly end: (chat: Chat) => Promise<void>;
  readonly lines: string[];
}

const neverClosed: NeverClosed[] = [
  {
    name: 'step limit',
    end: (chat) => chat.say('How is the weather?', [weather('call-1')], { maxSteps: 1 }),
    // The result of the last call is never shown to the model; the history brings it.
    lines: ['user: How is the weather?', rain[0]!],
  },
  {
    name: 'answer tool',
    end: (chat) =>
      chat.say('Show it', [show('map', 'call-1')], { stopWhen: chat.world.version.sdk.hasToolCall('show') }),
    lines: ['user: Show it', shown('map')],
  },
  {
    name: 'tool without `execute`',
    end: (chat) => chat.say('Show it', [show('map', 'call-1')]),
    lines: ['user: Show it', shown('map')],
  },
];

function neverClosedRows({ name, end, lines }: NeverClosed): Row[] {
  return [
    {
      name: `${name}, and nothing more: delivered after the grace, once`,
      play: async (world) => {
        await end(world.chat());
        await world.clock.advance(59_000);
        expect(await world.delivered()).toEqual([]);
        await world.clock.advance(2_000);
        expect(await world.deliveredAtLast()).toEqual([lines]);
      },
    },
    {
      name: `${name}, and a flush: delivered at once, once`,
      play: async (world) => {
        await end(world.chat());
        expect(await world.outbox.flush()).toEqual({ undelivered: 0 });
        expect(await world.delivered()).toEqual([lines]);
        expect(await world.deliveredAtLast()).toEqual([lines]);
      },
    },
    {
      name: `${name}, and the user goes on: delivered right before the next turn, once`,
      ids: known,
      play: async (world) => {
        const chat = world.chat();
        await end(chat);
        answerOpenCalls(chat);
        await chat.say('Thanks', [say('You are welcome')]);
        expect(await world.delivered()).toEqual([lines, ['user: Thanks', 'assistant: You are welcome']]);
        expect(world.runs).toBe(1);
      },
    },
    {
      name: `${name}, and the user goes on, no ids: both are learned, once`,
      ids: ['none'],
      play: async (world) => {
        const chat = world.chat();
        await end(chat);
        answerOpenCalls(chat);
        await chat.say('Thanks', [say('You are welcome')]);
        expect(await world.deliveredAtLast()).toEqual([
          ['user: Thanks', 'assistant: You are welcome'],
          lines,
        ]);
      },
    },
  ];
}
const open: Row[] = neverClosed.flatMap(neverClosedRows);

function answerOpenCalls(chat: Chat): void {
  if (chat.messages.at(-1)?.role === 'assistant') chat.messages.push(clientResult('call-1', 'show', 'done'));
}

function approvalRow(approved: boolean): Row {
  const ending = approved
    ? [rain[1]!, 'assistant: There it is']
    : ['result: weather was denied: too private', 'assistant: There it is'];
  return {
    name: `an approval that is ${approved ? 'given' : 'denied'}: once`,
    sdks: ['ai 6', 'ai 7'],
    play: async (world) => {
      const tools = { weather: { ...allTools.weather, needsApproval: true } };
      const chat = world.chat();
      await chat.say('How is the weather?', [weather('call-1')], { tools });
      const request = (chat.messages.at(-1)!.content as { type: string; approvalId?: string }[]).at(-1)!;
      expect(request.type).toBe('tool-approval-request');
      const { approvalId } = request;
      const response = { type: 'tool-approval-response', approvalId, approved, reason: 'too private' };
      chat.messages.push({ role: 'tool', content: [response] });
      await chat.answer([say('There it is')], { tools });
      expect(await world.deliveredAtLast()).toEqual([['user: How is the weather?', rain[0]!, ...ending]]);
    },
  };
}

const clientTools: Row[] = [
  {
    name: "a client's tool result comes with the next request: once",
    play: async (world) => {
      const chat = world.chat();
      await chat.say('Show it', [show('map', 'call-1')]);
      chat.messages.push(clientResult('call-1', 'show', 'shown'));
      await chat.answer([say('There it is')]);
      expect(await world.deliveredAtLast()).toEqual([
        ['user: Show it', shown('map'), 'result: show returned shown', 'assistant: There it is'],
      ]);
    },
  },
  {
    name: "a client's tool result comes after the grace: only the remainder",
    play: async (world) => {
      const chat = world.chat();
      await chat.say('Show it', [show('map', 'call-1')]);
      await world.clock.advance(3_600_000);
      chat.messages.push(clientResult('call-1', 'show', 'shown'));
      await chat.answer([say('There it is')]);
      expect(await world.deliveredAtLast()).toEqual([
        ['user: Show it', shown('map')],
        ['result: show returned shown', 'assistant: There it is'],
      ]);
      expect(world.deliveries.map(({ otid }) => otid.split('.').slice(1))).toEqual([
        ['0-1', '1'],
        ['2-3', '1'],
      ]);
      expect(new Set(world.deliveries.map(({ key }) => key)).size).toBe(1);
    },
  },
  ...[true, false].map(approvalRow),
  {
    name: 'call ids that repeat in two chats at once: not mixed',
    play: async (world) => {
      const [first, second] = [world.chat('chat-1'), world.chat('chat-2')];
      await first.say('Show the map', [show('map', 'call_0')]);
      await second.say('Show the menu', [show('menu', 'call_0')]);
      first.messages.push(clientResult('call_0', 'show', 'the map'));
      second.messages.push(clientResult('call_0', 'show', 'the menu'));
      await second.answer([say('The menu, there')]);
      await first.answer([say('The map, there')]);
      expect(await world.deliveredAtLast()).toEqual([
        [
          'user: Show the menu',
          shown('menu'),
          'result: show returned the menu',
          'assistant: The menu, there',
        ],
        ['user: Show the map', shown('map'), 'result: show returned the map', 'assistant: The map, there'],
      ]);
    },
  },
  {
    name: 'a call id of a chat whose first step this process has not seen: not mixed with another chat that waits for it',
    play: async (world) => {
      const [first, second] = [world.chat('chat-1'), world.chat('chat-2')];
      await first.say('Show the map', [show('map', 'call_0')]);
      second.user('Show the menu');
      second.messages.push(
        { role: 'assistant', content: [{ ...toolCall('show', {}, 'call_0'), input: { what: 'menu' } }] },
        clientResult('call_0', 'show', 'the menu'),
      );
      await second.answer([say('The menu, there')]);
      expect(await world.deliveredAtLast()).toEqual([
        [
          'user: Show the menu',
          shown('menu'),
          'result: show returned the menu',
          'assistant: The menu, there',
        ],
        ['user: Show the map', shown('map')],
      ]);
    },
  },
  {
    name: 'call ids and words that repeat in two conversations: not mixed',
    ids: known,
    play: async (world) => {
      const [first, second] = [world.chat('chat-1'), world.chat('chat-2')];
      await first.say('Show it', [show('map', 'call_0')]);
      await second.say('Show it', [show('menu', 'call_0')]);
      first.messages.push(clientResult('call_0', 'show', 'the map'));
      await first.answer([say('The map, there')]);
      expect(await world.deliveredAtLast()).toEqual([
        ['user: Show it', shown('map'), 'result: show returned the map', 'assistant: The map, there'],
        ['user: Show it', shown('menu')],
      ]);
    },
  },
  {
    name: 'call ids that repeat in the steps of one turn: all kept',
    play: async (world) => {
      await world
        .chat()
        .say('How is the weather?', [
          weather('call_0'),
          call('weather', { city: 'Oslo' }, 'call_0'),
          show('map', 'call_0'),
        ]);
      expect(await world.deliveredAtLast()).toEqual([
        [
          'user: How is the weather?',
          ...rain,
          'call: called weather({"city":"Oslo"})',
          'result: weather returned {"city":"Oslo","weather":"rain"}',
          shown('map'),
        ],
      ]);
    },
  },
];

const again: Row[] = [
  {
    name: 'regenerated: the words once',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('I am Sarah', [say('Hello')]);
      await chat.say('I live in Bergen', [say('Nice')]);
      chat.messages.pop();
      await chat.answer([say('Lovely')]);
      expect(await world.deliveredAtLast()).toEqual([
        ['user: I am Sarah', 'assistant: Hello'],
        ['user: I live in Bergen', 'assistant: Nice'],
      ]);
    },
  },
  {
    name: 'regenerated before it was sent: the new answer',
    ids: known,
    play: async (world) => {
      const hold = held(world);
      const chat = world.chat();
      await world.chat('other').say('Something else', [say('Yes')]);
      await chat.say('I live in Bergen', [say('Nice')]);
      chat.messages.pop();
      await chat.answer([say('Lovely')]);
      hold.open();
      expect(await world.deliveredAtLast()).toEqual([
        ['user: Something else', 'assistant: Yes'],
        ['user: I live in Bergen', 'assistant: Lovely'],
      ]);
    },
  },
  {
    name: 'the first message regenerated, with ids: once',
    ids: known,
    play: async (world) => {
      const chat = world.chat();
      await chat.say('I am Sarah', [say('Hello')]);
      chat.messages.pop();
      await chat.answer([say('Hi')]);
      expect(await world.deliveredAtLast()).toEqual([['user: I am Sarah', 'assistant: Hello']]);
    },
  },
  {
    name: 'regenerated an hour later, with a turn id: once',
    ids: ['conversation and turn'],
    play: async (world) => {
      const chat = world.chat();
      await chat.say('I am Sarah', [say('Hello')]);
      await world.clock.advance(3_600_000);
      chat.messages.pop();
      await chat.answer([say('Hi')]);
      expect(await world.deliveredAtLast()).toEqual([['user: I am Sarah', 'assistant: Hello']]);
    },
  },
  {
    name: 'tried again after an error: once, with the answer',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('I am Sarah', [say('', { breaks: 'before' })]);
      await chat.answer([say('Hello')]);
      expect(await world.deliveredAtLast()).toEqual([['user: I am Sarah', 'assistant: Hello']]);
    },
  },
  {
    name: '`maxRetries`: the SDK tries again by itself: once, with the answer',
    play: async (world) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const said = world
          .chat()
          .say('I am Sarah', [say('', { breaks: 'retryable' }), say('Hello')], { maxRetries: 1 });
        await settle();
        expect(world.outbox.pendingTexts('sarah')).toHaveLength(1);
        await vi.runAllTimersAsync();
        await said;
      } finally {
        vi.useRealTimers();
      }
      expect(await world.deliveredAtLast()).toEqual([['user: I am Sarah', 'assistant: Hello']]);
    },
  },
  {
    name: 'a step tried again after an error: once',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('How is the weather?', [show('map', 'call-1')]);
      chat.messages.push(clientResult('call-1', 'show', 'shown'));
      await chat.ask([say('There it', { breaks: 'error-part' })]);
      await chat.answer([say('There it is')]);
      expect(await world.deliveredAtLast()).toEqual([
        ['user: How is the weather?', shown('map'), 'result: show returned shown', 'assistant: There it is'],
      ]);
    },
  },
  {
    name: 'the same request twice, at once: the words once',
    ids: known,
    play: async (world) => {
      const chat = world.chat();
      chat.user('I am Sarah');
      await Promise.all([chat.ask([say('Hello')]), chat.ask([say('Hi')])]);
      const lines = (await world.deliveredAtLast()).flat();
      expect(lines.toSorted()).toEqual(['assistant: Hello', 'assistant: Hi', 'user: I am Sarah']);
    },
  },
  {
    name: 'an edited message keeps its id: learned, as a new turn',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('I live in Bergen', [say('Nice')]);
      chat.messages = [];
      chat.user('I live in Oslo', chat.turnId);
      await chat.answer([say('Nice too')]);
      expect(await world.deliveredAtLast()).toEqual([
        ['user: I live in Bergen', 'assistant: Nice'],
        ['user: I live in Oslo', 'assistant: Nice too'],
      ]);
    },
  },
  {
    name: '"yes" at two places of a chat: each time',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('Tell me', [say('Fish?')]);
      await chat.say('yes', [say('Rice?')]);
      await chat.say('yes', [say('Done')]);
      expect(await world.deliveredAtLast()).toEqual([
        ['user: Tell me', 'assistant: Fish?'],
        ['user: yes', 'assistant: Rice?'],
        ['user: yes', 'assistant: Done'],
      ]);
    },
  },
  {
    name: '"yes" three times to the same question: each time',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('Start', [say('More?')]);
      for (const answer of ['More?', 'More?', 'More?']) await chat.say('yes', [say(answer)]);
      expect(await world.deliveredAtLast()).toEqual([
        ['user: Start', 'assistant: More?'],
        ...Array.from({ length: 3 }, () => ['user: yes', 'assistant: More?']),
      ]);
    },
  },
  {
    name: '"yes" twice without history and without ids: each time, and never the same message to the server',
    ids: ['none'],
    play: async (world) => {
      await world.chat().say('yes', [say('Fine')]);
      await world.chat().say('yes', [say('Fine')]);
      expect(await world.deliveredAtLast()).toEqual([
        ['user: yes', 'assistant: Fine'],
        ['user: yes', 'assistant: Fine'],
      ]);
      expect(new Set(world.deliveries.map(({ otid }) => otid)).size).toBe(2);
    },
  },
  {
    name: '"yes" with another `previousResponseId`: each time',
    ids: ['none', 'conversation'],
    play: async (world) => {
      const chat = world.chat();
      for (const responseId of ['response-1', 'response-2']) {
        chat.messages = [];
        await chat.say('yes', [say('Fine')], { responseId });
      }
      expect(await world.deliveredAtLast()).toEqual([
        ['user: yes', 'assistant: Fine'],
        ['user: yes', 'assistant: Fine'],
      ]);
    },
  },
];

const runsOfWords: Row[] = [
  {
    name: 'answers that are tool calls only, five turns: each once',
    play: async (world) => {
      const chat = world.chat();
      for (const what of ['one', 'two', 'three', 'four', 'five']) {
        await chat.say(what, [show(what, `call-${what}`)]);
        chat.messages.push(clientResult(`call-${what}`, 'show', 'shown'));
      }
      expect(sorted(await world.deliveredAtLast())).toEqual(
        sorted(['one', 'two', 'three', 'four', 'five'].map((what) => [`user: ${what}`, shown(what)])),
      );
    },
  },
  {
    name: 'the same through `pruneMessages`: each once',
    sdks: ['ai 6', 'ai 7'],
    play: async (world) => {
      const chat = world.chat();
      for (const what of ['one', 'two', 'three', 'four', 'five']) {
        await chat.say(what, [show(what, `call-${what}`)]);
        chat.messages.push(clientResult(`call-${what}`, 'show', 'shown'));
        chat.messages = world.version.sdk.pruneMessages({ messages: chat.messages, toolCalls: 'all' });
      }
      expect(sorted(await world.deliveredAtLast())).toEqual(
        sorted(['one', 'two', 'three', 'four', 'five'].map((what) => [`user: ${what}`, shown(what)])),
      );
    },
  },
  {
    name: 'a history of user messages only, said over hours: each once',
    ids: known,
    play: async (world) => {
      const chat = world.chat();
      for (const text of ['one', 'two', 'three']) {
        chat.user(text);
        await chat.ask([say(`${text} heard`)]);
        await world.clock.advance(3_600_000);
      }
      expect(await world.deliveredAtLast()).toEqual(
        ['one', 'two', 'three'].map((text) => [`user: ${text}`, `assistant: ${text} heard`]),
      );
    },
  },
  {
    name: 'a history of user messages only, without ids: each once',
    ids: ['none'],
    play: async (world) => {
      const chat = world.chat();
      for (const text of ['one', 'two', 'three']) {
        chat.user(text);
        await chat.ask([say(`${text} heard`)]);
      }
      expect(await world.deliveredAtLast()).toEqual(
        ['one', 'two', 'three'].map((text) => [`user: ${text}`, `assistant: ${text} heard`]),
      );
    },
  },
  {
    name: 'several user messages in a row: one turn',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('Start', [say('Go on')]);
      chat.user('I am Sarah');
      chat.user('I live in Bergen');
      await chat.answer([say('Hello')]);
      expect(await world.delivered()).toEqual([
        ['user: Start', 'assistant: Go on'],
        ['user: I am Sarah', 'user: I live in Bergen', 'assistant: Hello'],
      ]);
    },
  },
  {
    name: 'an answer of reasoning alone does not part the messages around it',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('Start', [say('Go on')]);
      chat.user('I am Sarah');
      chat.messages.push({ role: 'assistant', content: [{ type: 'reasoning', text: 'Hm' }] });
      chat.user('I live in Bergen');
      await chat.answer([say('Hello')]);
      expect((await world.delivered())[1]).toEqual([
        'user: I am Sarah',
        'user: I live in Bergen',
        'assistant: Hello',
      ]);
    },
  },
  {
    name: 'very many user messages in a row: the last eight',
    play: async (world) => {
      const chat = world.chat();
      for (let count = 1; count <= 20; count += 1) chat.user(`message ${count}`);
      await chat.answer([say('Hello')]);
      const [lines = []] = await world.delivered();
      expect(lines).toHaveLength(9);
      expect(lines[0]).toBe('user: message 13');
    },
  },
];

function brokenRow(breaks: NonNullable<Step['breaks']>): Row {
  return {
    name: `a stream that breaks (${breaks}): the words and what there is, once`,
    way: 'streamText',
    play: async (world) => {
      await world.chat().say('I am Sarah', [say('Hello Sa', { breaks })]);
      expect(await world.deliveredAtLast()).toEqual([
        ['user: I am Sarah', 'assistant: Hello Sa', 'assistant: [interrupted]'],
      ]);
    },
  };
}

const failures: Row[] = [
  {
    name: 'error before any text, and the user never returns: the words, once',
    play: async (world) => {
      await world.chat().say('I am Sarah', [say('', { breaks: 'before' })]);
      expect(await world.delivered()).toEqual([]);
      expect(await world.deliveredAtLast()).toEqual([['user: I am Sarah']]);
    },
  },
  {
    name: 'error before any text, and a retry after the grace: the words once, then the answer',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('I am Sarah', [say('', { breaks: 'before' })]);
      await world.clock.advance(70_000);
      await chat.answer([say('Hello')]);
      expect(await world.deliveredAtLast()).toEqual([['user: I am Sarah'], ['assistant: Hello']]);
    },
  },
  {
    name: 'error before any text, and the user goes on: the words once',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('I am Sarah', [say('', { breaks: 'before' })]);
      await chat.say('Are you there?', [say('Hello Sarah')]);
      expect(await world.deliveredAtLast()).toEqual([
        ['user: I am Sarah', 'user: Are you there?', 'assistant: Hello Sarah'],
      ]);
    },
  },
  {
    name: 'error before any text, and the user goes on after the grace: the words once',
    play: async (world) => {
      const chat = world.chat();
      await chat.say('I am Sarah', [say('', { breaks: 'before' })]);
      await world.clock.advance(70_000);
      await chat.say('Are you there?', [say('Hello Sarah')]);
      expect(await world.deliveredAtLast()).toEqual([
        ['user: I am Sarah'],
        ['user: Are you there?', 'assistant: Hello Sarah'],
      ]);
    },
  },
  ...(['middle', 'error-part', 'no-finish'] as const).map(brokenRow),
  {
    name: 'a finish reason `error`: open, and tried again once',
    play: async (world) => {
      const chat = world.chat();
      chat.user('I am Sarah');
      await chat.ask([say('Hello Sa', { finish: 'error' })]);
      expect(await world.delivered()).toEqual([]);
      await chat.answer([say('Hello Sarah')]);
      expect(await world.deliveredAtLast()).toEqual([['user: I am Sarah', 'assistant: Hello Sarah']]);
    },
  },
];

const content: Row[] = [
  {
    name: "a paste of 120 kB with the user's own words at its end: cut in its middle, the words kept",
    play: async (world) => {
      await world.chat().say(`${'log line\n'.repeat(14_000)}I think it is the disk.`, [say('I see')]);
      const [[words] = []] = await world.delivered();
      expect(words).toMatch(/^user: log line/u);
      expect(words).toMatch(/I think it is the disk\.$/u);
      expect(words!.length).toBeLessThanOrEqual('user: '.length + 8_000);
    },
  },
  {
    name: 'images, files and audio are named; reasoning and sources are left out',
    play: async (world) => {
      const bytes = new Uint8Array([1, 2, 3]);
      const parts = [
        { type: 'text', text: 'Look' },
        { type: 'file', data: bytes, filename: 'photo.png', mediaType: 'image/png' },
        { type: 'file', data: bytes, filename: 'menu.pdf', mediaType: 'application/pdf' },
        { type: 'file', data: bytes, mediaType: 'audio/wav' },
      ];
      const answer: Step = {
        content: [
          { type: 'reasoning', text: 'A dog, I think.' },
          { type: 'text', text: 'A dog' },
          { type: 'source', sourceType: 'url', id: 'source-1', url: 'https://dogs.example' },
        ],
      };
      await world.chat().say(parts, [answer]);
      expect(await world.delivered()).toEqual([
        [
          'user: Look\n[image: photo.png image/png]\n[file: menu.pdf application/pdf]\n[audio: audio/wav]',
          'assistant: A dog',
        ],
      ]);
    },
  },
  {
    name: "a provider's own tool: call and result in one closed turn",
    play: async (world) => {
      const search: Step = {
        content: [
          { ...toolCall('search', { query: 'rain' }, 'search-1'), providerExecuted: true },
          {
            type: 'tool-result',
            toolCallId: 'search-1',
            toolName: 'search',
            result: { found: 3 },
            providerExecuted: true,
          },
          { type: 'text', text: 'Three' },
        ],
      };
      const chat = world.chat();
      await chat.say('Search', [search]);
      await chat.say('Thanks', [say('Welcome')]);
      expect(await world.delivered()).toEqual([
        [
          'user: Search',
          'call: called search({"query":"rain"})',
          'result: search returned {"found":3}',
          'assistant: Three',
        ],
        ['user: Thanks', 'assistant: Welcome'],
      ]);
    },
  },
];

const together: Row[] = [
  {
    name: 'two conversations at the same time: never mixed',
    play: async (world) => {
      const [first, second] = [world.chat('chat-1'), world.chat('chat-2')];
      await Promise.all([
        first.say('How is the weather?', [weather('call-1'), say('Rain')]),
        second.say('Who am I?', [weather('call-1'), say('Sarah')]),
      ]);
      expect(sorted(await world.deliveredAtLast())).toEqual(
        sorted([
          ['user: How is the weather?', ...rain, 'assistant: Rain'],
          ['user: Who am I?', ...rain, 'assistant: Sarah'],
        ]),
      );
    },
  },
  {
    name: 'a second turn sent while the first is unanswered: all words once',
    play: async (world) => {
      const gate = gateway();
      const chat = world.chat();
      chat.user('I am Sarah');
      const first = chat.ask([say('Hello Sarah', { after: gate.opened })]);
      // The stream begins in its own time; the second turn begins after it.
      await world.clock.advance(10);
      chat.user('I live in Bergen');
      await chat.ask([say('Nice')]);
      gate.open();
      await first;
      expect(await world.deliveredAtLast()).toEqual([
        ['user: I am Sarah', 'user: I live in Bergen', 'assistant: Nice'],
        ['assistant: Hello Sarah'],
      ]);
    },
  },
  {
    name: "chat and title at once in a known conversation: the words once, the chat's answer kept",
    ids: known,
    play: async (world) => {
      const chat = world.chat();
      chat.user('How is the weather?');
      await Promise.all([
        chat.ask([weather('call-1'), say('It rains')]),
        chat.ask([say('Weather talk')], { system: 'Make a title.' }),
      ]);
      const lines = (await world.deliveredAtLast()).flat();
      expect(lines.filter((line) => line.startsWith('user'))).toEqual(['user: How is the weather?']);
      expect(lines).toEqual(
        expect.arrayContaining([...rain, 'assistant: It rains', 'assistant: Weather talk']),
      );
      expect(lines).toHaveLength(5);
    },
  },
  {
    name: 'a fact in chat A is pending for chat B at once, until it was learned',
    ids: known,
    play: async (world) => {
      const hold = held(world);
      await world.chat('A').say('I moved to Oslo', [say('Nice')]);
      await world.chat('B').say('Hi', [say('Hello')]);
      expect(world.outbox.pendingTexts('sarah', 'C').map(({ text }) => text)).toEqual([
        'Hi',
        'I moved to Oslo',
      ]);
      expect(world.outbox.pendingTexts('sarah', 'B').map(({ text }) => text)).toEqual(['I moved to Oslo']);
      expect(world.outbox.pendingTexts('tom')).toEqual([]);
      hold.open();
      await world.deliveredAtLast();
      expect(world.outbox.pendingTexts('sarah', 'C')).toEqual([]);
    },
  },
];

const story = `Once upon a time ${'and on '.repeat(300)}`.trim();
const streams: Row[] = [
  {
    name: 'abort by `abortSignal`: words and partial answer, once',
    way: 'streamText',
    play: async (world) => {
      const controller = new AbortController();
      const chat = world.chat();
      chat.user('Tell me a story');
      const result = chat.stream([say(story)], { abortSignal: controller.signal });
      for await (const _ of result.textStream) {
        controller.abort();
        break;
      }
      expectPartial(await world.deliveredAtLast());
    },
  },
  {
    name: 'a reader that leaves, and nobody else reads: words and partial answer after the idle time, once',
    way: 'streamText',
    sdks: ['ai 7'],
    play: async (world) => {
      const chat = world.chat();
      chat.user('Tell me a story');
      const result = chat.stream([say(story)]);
      for await (const _ of result.textStream) break;
      expect(await world.delivered()).toEqual([]);
      expectPartial(await world.deliveredAtLast());
    },
  },
  {
    name: 'a reader that leaves, while the SDK itself reads on: the whole answer, once',
    way: 'streamText',
    sdks: ['ai 5', 'ai 6'],
    play: async (world) => {
      const chat = world.chat();
      chat.user('Tell me a story');
      const result = chat.stream([say(story)]);
      for await (const _ of result.textStream) break;
      expect(await world.deliveredAtLast()).toEqual([['user: Tell me a story', `assistant: ${story}`]]);
    },
  },
  {
    name: 'a stream that nobody reads: the words, once',
    way: 'streamText',
    play: async (world) => {
      const chat = world.chat();
      chat.user('Tell me a story');
      chat.stream([say(story)]);
      const [lines = []] = await world.deliveredAtLast();
      expect(lines[0]).toBe('user: Tell me a story');
      expect(world.deliveries).toHaveLength(1);
    },
  },
  {
    name: 'a reader that comes back after the idle time: the whole answer, once, not `[interrupted]`',
    way: 'streamText',
    play: async (world) => {
      const chat = world.chat();
      chat.user('Tell me a story');
      const result = chat.stream([say(story)]);
      const parts = result.fullStream[Symbol.asyncIterator]();
      await parts.next();
      await world.clock.advance(45_000);
      while (!(await parts.next()).done) await world.clock.advance(1);
      expect(await world.deliveredAtLast()).toEqual([['user: Tell me a story', `assistant: ${story}`]]);
    },
  },
  {
    name: 'a client that disconnects while `consumeStream()` reads on: the whole answer, once',
    way: 'streamText',
    play: async (world) => {
      const chat = world.chat();
      chat.user('Tell me a story');
      const result = chat.stream([say(story)]);
      const reading = result.consumeStream();
      for await (const _ of result.textStream) break;
      await reading;
      expect(await world.deliveredAtLast()).toEqual([['user: Tell me a story', `assistant: ${story}`]]);
    },
  },
];

// How much is read before a reader leaves differs between the majors; what counts is that it is there, and marked.
function expectPartial(deliveries: string[][]): void {
  expect(deliveries).toEqual([
    ['user: Tell me a story', expect.stringMatching(/^assistant: Once upon/u), 'assistant: [interrupted]'],
  ]);
  expect(deliveries[0]![1]!.length).toBeLessThan(story.length);
}

function sorted(deliveries: string[][]): string[][] {
  return deliveries.toSorted((first, second) => first.join('\n').localeCompare(second.join('\n')));
}

function gateway(): { opened: Promise<void>; open: () => void } {
  const openers: (() => void)[] = [];
  const opened = new Promise<void>((resolve) => void openers.push(resolve));
  return { opened, open: () => openers.forEach((open) => open()) };
}

/** Holds all runs until it is opened. */
function held(world: World): { open: () => void } {
  const gate = gateway();
  world.run = () => gate.opened;
  return gate;
}

const groups: Record<string, Row[]> = {
  history,
  tools,
  'turns that never close': open,
  'tools of the client': clientTools,
  'the same again': again,
  'runs of words': runsOfWords,
  failures,
  content,
  'side by side': together,
  streams,
};

for (const version of versions) {
  describe.each(Object.entries(groups))(`the turn, ${version.name}: %s`, (_, rows) => {
    for (const row of rows.filter(({ sdks }) => !sdks || sdks.includes(version.name))) {
      for (const way of ways.filter((way) => (row.way ?? way) === way)) {
        it.each(row.ids ?? allIds)(`${row.name} (${way}, ids: %s)`, async (ids) => {
          expect.hasAssertions();
          await row.play(new World(version, ids, way));
        });
      }
    }
  });
}
