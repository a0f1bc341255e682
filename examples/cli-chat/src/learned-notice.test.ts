import pc from 'picocolors';
import { describe, expect, it } from 'vitest';

import { learnedNotice } from './learned-notice.js';

const plain = pc.createColors(false);

describe('learnedNotice', () => {
  it('tells the lines that are new', () => {
    expect(learnedNotice(plain, 'sarah', 'sarah', ['Name: Sarah', '- Likes cats'])).toBe(
      '     * learned: Name: Sarah\n       - Likes cats',
    );
  });

  it('tells of many lines how many more there are', () => {
    const notice = learnedNotice(plain, 'sarah', 'sarah', ['a', 'b', 'c', 'd', 'e']);
    expect(notice.split('\n').at(-1)).toBe('       and 2 more lines: /memory');
  });

  it('tells whose memory it is when somebody else is talking by now', () => {
    expect(learnedNotice(plain, 'ola', 'sarah', ['x'])).toContain('learned of sarah: x');
    expect(learnedNotice(plain, 'ola', 'sarah', [])).toContain('learned of sarah: what we talked about');
  });

  it('lets no memory move the cursor', () => {
    expect(learnedNotice(plain, 'sarah', 'sarah', ['\u001B[2Jgone'])).not.toContain('\u001B');
  });
});
