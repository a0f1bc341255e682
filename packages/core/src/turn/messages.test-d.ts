/**
 * Checked by the compilers, not run: `pnpm type-check` reads it with the workspace's TypeScript and with 5.9 and 7.
 */
import type { ModelMessage, UIMessage } from 'ai';
import type { ModelMessage as ModelMessage5, UIMessage as UIMessage5 } from 'ai5';
import type { ModelMessage as ModelMessage6, UIMessage as UIMessage6 } from 'ai6';
import type { MemoryMessage } from './messages.js';

type Accepted = readonly MemoryMessage[];

interface Metadata {
  createdAt: number;
  model: string;
}
interface Data {
  [name: string]: unknown;
  weather: { degrees: number };
}
interface Tools {
  [name: string]: { input: unknown; output: unknown };
  getWeather: { input: { city: string }; output: { degrees: number } };
}

declare const modelMessages: { 5: ModelMessage5[]; 6: ModelMessage6[]; 7: ModelMessage[] };
declare const uiMessages: { 5: UIMessage5[]; 6: UIMessage6[]; 7: UIMessage[] };
declare const ownMessages: {
  5: UIMessage5<Metadata, Data, Tools>[];
  6: UIMessage6<Metadata, Data, Tools>[];
  7: UIMessage<Metadata, Data, Tools>[];
};
declare const readonlyMessages: readonly Readonly<ModelMessage>[];

export const fromModelMessages: Accepted[] = [modelMessages[5], modelMessages[6], modelMessages[7]];
export const fromUiMessages: Accepted[] = [uiMessages[5], uiMessages[6], uiMessages[7]];
export const fromOwnUiMessages: Accepted[] = [ownMessages[5], ownMessages[6], ownMessages[7]];
export const fromReadonlyArrays: Accepted[] = [
  readonlyMessages,
  [] as const,
  Object.freeze([...uiMessages[7]]),
];
export const fromSeveralKinds: Accepted = [
  ...modelMessages[7],
  ...uiMessages[5],
  { role: 'user', content: 'Hi' },
];

export const fromLiterals: Accepted = [
  { role: 'system', content: 'Be kind.' },
  { role: 'user', content: 'Hi, my name is Sarah', createdAt: new Date() },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'Hi' },
      { type: 'image', image: new URL('https://example.com/a.png') },
    ],
  },
  {
    role: 'assistant',
    content: [{ type: 'tool-call', toolCallId: '1', toolName: 'getWeather', input: { city: 'Bergen' } }],
  },
  {
    role: 'tool',
    content: [
      { type: 'tool-result', toolCallId: '1', toolName: 'getWeather', output: { type: 'json', value: 3 } },
    ],
  },
  { id: '1', role: 'user', parts: [{ type: 'text', text: 'Hi' }], metadata: { createdAt: 1 } },
];
export const fromConstant = [{ role: 'user', content: 'Hi' }] as const satisfies Accepted;

// @ts-expect-error a message without a role
export const withoutRole: Accepted = [{ content: 'Hi' }];
// @ts-expect-error a role that is none
export const withOtherRole: Accepted = [{ role: 'robot', content: 'Hi' }];
// @ts-expect-error neither content nor parts
export const withoutContent: Accepted = [{ role: 'user' }];
// @ts-expect-error content of a wrong type
export const withNumber: Accepted = [{ role: 'user', content: 1 }];
// @ts-expect-error content that is nothing
export const withNull: Accepted = [{ role: 'user', content: null }];
// @ts-expect-error a part without a type
export const withLoosePart: Accepted = [{ role: 'user', content: [{ text: 'Hi' }] }];
// @ts-expect-error one message instead of a list
export const withoutList: Accepted = { role: 'user', content: 'Hi' };
