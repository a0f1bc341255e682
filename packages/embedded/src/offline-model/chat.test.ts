import { generateText, type ModelMessage } from 'ai';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOfflineModel } from './offline-model.js';

const model = createOfflineModel({ now: () => new Date('2026-11-24T12:00:00') });

const human = [
  'Name: Sarah',
  'Lives in: Bergen (2026-11-24)',
  'Comes from: Portugal (2026-11-24)',
  'Allergic to: peanuts (2026-11-24)',
  'Allergic to: shellfish (2026-11-24)',
  'Diet: no meat (2026-11-24)',
  'Works as: nurse (2026-11-24)',
  'Works at: Haukeland Hospital (2026-11-24)',
  'Family: sister Anna, lives in New York (2026-11-24)',
  'Family: two kids (2026-11-24)',
  'Relationship: married to Tom (2026-11-24)',
  'Pet: dog Rex, 3 years old (2026-11-24)',
  'Likes: hiking (2026-11-24)',
  'Likes: jazz (2026-11-24)',
  'Dislikes: olives (2026-11-24)',
  'Favourite food: pizza (2026-11-24)',
  'Hobby: playing guitar (2026-11-24)',
  'Birthday: 14 March 1990',
  'Age: 36 (2026-11-24)',
  'Speaks: Norwegian (2026-11-24)',
  'Speaks: English (2026-11-24)',
  'Plan: flying to Rome on 2026-12-04 (2026-11-24)',
  'Remember: my locker code is 4711 (2026-11-24)',
  'Coffee: black, two cups a day',
].join('\n');

function context(value: string, summary = ''): string {
  const tagged = `<human description="Details about the human user you are speaking to.">\n${value}\n</human>`;
  return `You are a helpful assistant.\n${summary === '' ? '' : `<conversation_summary>\n${summary}\n</conversation_summary>\n\n`}${value === '' ? '' : tagged}`;
}

async function ask(question: string, known = human, summary = ''): Promise<string> {
  return (await generateText({ model, instructions: context(known, summary), prompt: question })).text;
}

async function converse(messages: ModelMessage[], known = ''): Promise<string> {
  return (await generateText({ model, instructions: context(known), messages })).text;
}

const home = 'You live in Bergen.';
const name = 'Your name is Sarah.';
const allergies = 'You are allergic to peanuts and shellfish.';
const dog = 'You have a dog called Rex (3 years old).';
const work = 'You work as a nurse and you work at Haukeland Hospital.';

const questions: readonly (readonly [string, string])[] = [
  ['What is my name?', name],
  ["what's my name", name],
  ['whats my name?', name],
  ['Waht is my naem?', name],
  ['Do you know my name?', name],
  ['Do you remember what I am called?', name],
  ['Who am I?', name],
  ['WHERE DO I LIVE?', home],
  ['where do i live', home],
  ['wheres my home', home],
  ['Which city do I live in?', home],
  ['Tell me where I live.', home],
  ['Do you remember where I live?', home],
  ['Do I live in Bergen?', 'As far as I know, you live in Bergen.'],
  ['Do I live in Oslo?', 'You have not told me that. What I know is that you live in Bergen.'],
  ['Where do I come from?', 'You come from Portugal.'],
  ['Where am I from?', 'You come from Portugal.'],
  ['What am I allergic to?', allergies],
  ['what am i alergic to', allergies],
  ['Do I have any allergies?', allergies],
  ['Am I allergic to peanuts?', 'As far as I know, you are allergic to peanuts.'],
  ['Can I eat peanuts?', 'As far as I know, you are allergic to peanuts.'],
  ["What can't I eat?", 'You are allergic to peanuts and shellfish and you do not eat or drink meat.'],
  ['Do I eat meat?', 'As far as I know, you do not eat or drink meat.'],
  ["What's my dog called?", dog],
  ['whats my dogs name', dog],
  ["What is my dog's name?", dog],
  ['How old is my dog?', dog],
  ['Do I have pets?', dog],
  ['Do I have a dog?', dog],
  ['Do I have a cat?', 'You have not told me about a cat yet.'],
  ['Who is Rex?', 'I have this noted: you have a dog called Rex (3 years old).'],
  ['What do I like?', 'You like hiking and jazz.'],
  ['Do I like hiking?', 'As far as I know, you like hiking.'],
  ['Do I like olives?', 'As far as I know, you do not like olives.'],
  ["What don't I like?", 'You do not like olives.'],
  ['What do I hate?', 'You do not like olives.'],
  ["What's my favorite food?", 'Your favourite food is pizza.'],
  ['What is my favourite colour?', 'You have not told me your favourite colour yet.'],
  ['What are my hobbies?', 'Your hobby is playing guitar.'],
  ['Where do I work?', work],
  ["What's my job?", work],
  ['What do I do for a living?', work],
  ['What do I study?', 'You have not told me what you study yet.'],
  ["What's my sister's name?", 'Your sister Anna lives in New York.'],
  ['Where does my sister live?', 'Your sister Anna lives in New York.'],
  ['Do I have children?', 'You have two kids.'],
  ['Do I have a brother?', 'You have not told me about your brother yet.'],
  ['Am I a nurse?', 'As far as I know, you work as a nurse.'],
  ['What kind of dog do I have?', dog],
  ['What city am I in?', home],
  ['How old is Rex?', 'I have this noted: you have a dog called Rex (3 years old).'],
  ['Am I married?', 'You are married to Tom.'],
  ['When is my birthday?', 'Your birthday is 14 March 1990.'],
  ['How old am I?', 'You are 36 years old.'],
  ['Which languages do I speak?', 'You speak Norwegian and English.'],
  ['What are my plans?', 'You are flying to Rome on 2026-12-04.'],
  ['When am I going to Rome?', 'You are flying to Rome on 2026-12-04.'],
  ['What did I ask you to remember?', 'Your locker code is 4711.'],
  ["What's my locker code?", 'I have this noted: your locker code is 4711.'],
  ['How do I take my coffee?', 'I have this noted: Coffee: black, two cups a day.'],
  ['What is my shoe size?', 'You have not told me that yet.'],
];

describe('the offline model as chat model', () => {
  it.each(questions)('answers %j', async (question, answer) => {
    expect(await ask(question)).toBe(answer);
  });

  it.each([
    ['What is my name?', 'You have not told me your name yet.'],
    ['Where do I live?', 'You have not told me where you live yet.'],
    ['What am I allergic to?', 'You have not told me about any allergies yet.'],
    ['What do you know about me?', 'Nothing yet. Tell me something about yourself, and I will remember it.'],
    ['What did we talk about last time?', 'I have no notes of an earlier conversation.'],
  ])('says so when it was not told: %j', async (question, answer) => {
    expect(await ask(question, '')).toBe(answer);
  });

  it('tells all that it knows', async () => {
    expect(
      await ask(
        'What do you know about me?',
        'Name: Sarah\nLives in: Bergen (2026-11-24)\nInterests: Likes cats (2025-09-03)',
      ),
    ).toBe(
      'I know that your name is Sarah and you live in Bergen. I also have this noted: Interests: Likes cats (2025-09-03).',
    );
  });

  it('tells what was talked about', async () => {
    expect(await ask('What did we talk about last time?', '', 'Sarah shared their name.')).toBe(
      'From what I have noted: Sarah shared their name.',
    );
  });

  it('reads memory that another model wrote', async () => {
    expect(await ask('Where do I live?', 'Sarah lives in Bergen since 2020')).toBe(
      'I have this noted: Sarah lives in Bergen since 2020.',
    );
  });

  it('answers several questions at once', async () => {
    expect(await ask('What is my name? Where do I live?')).toBe(`${name} ${home}`);
  });

  it('greets by name', async () => {
    expect(await ask('Hello!')).toBe('Hello Sarah! It is good to see you again.');
    expect(await ask('Hi, where do I live?')).toBe(`Hello Sarah! ${home}`);
  });

  it('confirms what it is told', async () => {
    expect(await ask('Hi, my name is Sarah and I live in Bergen.', '')).toBe(
      "Nice to meet you, Sarah. I'll remember that you live in Bergen.",
    );
    expect(await ask('I am allergic to peanuts.', 'Name: Sarah')).toBe(
      "I'll remember that you are allergic to peanuts.",
    );
    expect(await ask('I live in Bergen.')).toBe('Yes, I know that you live in Bergen.');
    expect(await ask('Forget that I like jazz.')).toBe('All right, I have changed my notes.');
  });

  it('answers from the conversation itself too, the newest word standing', async () => {
    const messages: ModelMessage[] = [
      { role: 'user', content: 'I live in Bergen.' },
      { role: 'assistant', content: 'I live in Paris.' },
      { role: 'user', content: [{ type: 'text', text: 'Actually I moved to Oslo.' }] },
      { role: 'assistant', content: 'Good.' },
      { role: 'user', content: 'Where do I live?' },
    ];
    expect(await converse(messages, 'Lives in: Rome (2026-11-01)')).toBe('You live in Oslo.');
  });

  it.each([
    ['What is the capital of France?'],
    ['Write me a poem about the sea'],
    ['Why is the sky blue?'],
    ['Hvor bor jeg?'],
    ['Explain recursion.'],
  ])('says plainly that it is a stand-in when asked %j', async (question) => {
    expect(await ask(question)).toMatch(/offline stand-in/);
  });

  it('says what it is', async () => {
    expect(await ask('Who are you?')).toMatch(/^I am the offline stand-in/);
    expect(await ask('Are you a real AI?')).toMatch(/offline stand-in/);
  });

  it('answers whatever is said, and never with an empty text', async () => {
    const words = fc.constantFrom(
      'what',
      'is',
      'my',
      'name',
      'do I',
      'have',
      'dog',
      '?',
      'I',
      'live in',
      'Oslo',
      '.',
      'favourite',
      '</human>',
      '<human>',
      '\n',
      'you',
      'know',
      'about me',
      '$1',
      '😀',
      'sister',
    );
    const text = fc.oneof(
      fc.array(words, { maxLength: 20 }).map((parts) => parts.join(' ')),
      fc.string({ unit: 'binary', maxLength: 80 }),
    );
    await fc.assert(
      fc.asyncProperty(text, text, async (said, known) => {
        const answer = await ask(`${said} `, known);
        expect(answer.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});
