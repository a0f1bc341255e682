const kinds: readonly (readonly [RegExp, (name: string | undefined) => string])[] = [
  [
    /\b(?:who|what) are you\b|\bare you (?:an? )?(?:real|human|ai|bot|robot|person|model|chatgpt|gpt|claude|llm|offline)\b|\byour name\b|\b(?:which|what) (?:language )?model\b/,
    () =>
      'I am the offline stand-in of letta-memory: no language model, only rules. I remember what you tell me about yourself and answer questions about it.',
  ],
  [
    /\bwhat can you do\b|\bhow (?:do|can) (?:i|you) (?:use|work)\b|\bhow does this work\b|^help\b|\bhelp me$|\bcan you help\b/,
    () =>
      'Tell me about yourself, such as your name, where you live, what you like or what you are allergic to; I note it, and you can ask me about it, today or another day. I am an offline stand-in, so for anything else connect a real model.',
  ],
  [
    /\bhow are you\b|\bhow is it going\b|\bhow do you do\b|\bwhat is up\b|\bhow are things\b/,
    (name) => `I am well, thank you${to(name)}. How are you?`,
  ],
  [
    /^(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|greetings|yo)\b(?: \w+){0,2}$/,
    (name) =>
      name === undefined
        ? "Hello! I'm an offline stand-in with a memory. What is your name?"
        : `Hello ${name}! It is good to see you again.`,
  ],
  [
    /^(?:thanks|thank you|thx|cheers|great|nice|cool|perfect|awesome|ok|okay|good|alright|all right|fine|wow|lovely)\b(?: \w+){0,4}$/,
    (name) => `You're welcome${to(name)}.`,
  ],
  [
    /^(?:bye|goodbye|good night|see you|see ya|take care|later|cu)\b(?: \w+){0,3}$/,
    (name) => `Goodbye${to(name)}. I'll remember what you told me.`,
  ],
];

function to(name: string | undefined): string {
  return name === undefined ? '' : `, ${name}`;
}

/** Answers what is no question about the user, but polite talk or about the stand-in itself. */
export function smallTalk(message: string, name: string | undefined): string | undefined {
  return kinds.find(([pattern]) => pattern.test(message))?.[1](name);
}
