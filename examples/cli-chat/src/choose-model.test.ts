import { describe, expect, it } from 'vitest';

import { addressOf, chooseModel } from './choose-model.js';

describe('chooseModel', () => {
  it('stands in when the environment names nothing, or nothing in so many words', () => {
    const { description, isStandIn } = chooseModel({ OPENAI_API_KEY: '', OPENAI_BASE_URL: '' });
    expect(isStandIn).toBe(true);
    expect(description).toContain('stand-in');
  });

  it('takes OpenAI with a key, even next to an empty address', () => {
    const { model, description, isStandIn } = chooseModel({ OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: '' });
    expect(isStandIn).toBe(false);
    expect(description).toBe('gpt-5-mini at OpenAI');
    expect(model.modelId).toBe('gpt-5-mini');
  });

  it('takes a server of one’s own without a key, by chat completions', () => {
    const environment = { OPENAI_BASE_URL: 'http://localhost:11434/v1', OPENAI_MODEL: 'llama3.2' };
    const { model, description } = chooseModel(environment);
    expect(description).toBe('llama3.2 at http://localhost:11434/v1');
    expect(model.provider).toBe('openai.chat');
  });
});

describe('addressOf', () => {
  it('shows no password', () => {
    expect(addressOf('https://me:secret@example.com/v1/?key=secret')).toBe('https://example.com/v1');
    expect(addressOf('https://example.com')).toBe('https://example.com');
  });
});
