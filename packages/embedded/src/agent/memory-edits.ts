// The edits a memory agent can make, with the rules of Letta 0.16.8: what is refused there is refused here,
// in the same words as far as a model can tell, since prompts and models are tuned to them.
import type { AgentBlock } from './memory-block.js';

/** An edit that was refused. Its message is for the model, which may try again. */
export class EditRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EditRefusal';
  }
}

const LINE_NUMBER_PREFIX = /^[ \t]*\d+→[ \t]*/m;
const LINE_NUMBER_BANNER = '# NOTE: Line numbers shown below';
const TAB_WIDTH = 8;

/**
 * Puts text below a line of a block; the text may have several lines.
 *
 * @param block The block as it is now.
 * @param newString What to put in.
 * @param insertLine After which line, counted from 1; 0 is before the first, -1 after the last.
 * @returns The block's new value. Inserting into an empty block leaves its empty first line in front, as Letta does.
 * @throws EditRefusal when the block is read-only, the line does not exist, or the text has line numbers.
 */
export function insertIntoBlock(block: AgentBlock, newString: string, insertLine: number): string {
  refuseReadOnly(block);
  refuseLineNumbers('new_string', newString);
  const lines = expandTabs(block.value).split('\n');
  if (insertLine < -1 || insertLine > lines.length) {
    throw new EditRefusal(
      `Invalid \`insert_line\` parameter: ${insertLine}. It should be within the range of lines of the memory ` +
        `block: [0, ${lines.length}], or -1 to append to the end of the memory block.`,
    );
  }
  const at = insertLine === -1 ? lines.length : insertLine;
  return [...lines.slice(0, at), expandTabs(newString), ...lines.slice(at)].join('\n');
}

/**
 * Replaces a piece of text that stands in the block exactly once.
 *
 * @param block The block as it is now.
 * @param oldString What stands there, to the letter.
 * @param newString What shall stand there; empty removes.
 * @returns The block's new value.
 * @throws EditRefusal when the block is read-only, or the text does not occur, or more than once.
 */
export function replaceInBlock(block: AgentBlock, oldString: string, newString: string): string {
  refuseReadOnly(block);
  refuseLineNumbers('old_string', oldString);
  refuseLineNumbers('new_string', newString);
  const value = expandTabs(block.value);
  const wanted = expandTabs(oldString);
  // The prompt shows a tag-like `<` as `&lt;`: a model that copies what it sees means the stored text.
  const old = value.includes(wanted) ? wanted : wanted.replaceAll('&lt;', '<');
  const occurrences = countOccurrences(value, old);
  if (occurrences === 0) {
    throw new EditRefusal(
      `No replacement was performed, old_string \`${wanted}\` did not appear verbatim in memory block with label \`${block.label}\`.`,
    );
  }
  if (occurrences > 1) {
    const lines = value.split('\n').flatMap((line, index) => (line.includes(old) ? [index + 1] : []));
    throw new EditRefusal(
      `No replacement was performed. Multiple occurrences of old_string \`${wanted}\` in lines [${lines.join(', ')}]. Please ensure it is unique.`,
    );
  }
  const at = value.indexOf(old);
  return value.slice(0, at) + expandTabs(newString) + value.slice(at + old.length);
}

/**
 * Writes a whole block anew.
 *
 * @param block The block as it is now.
 * @param newMemory Its new value.
 * @returns The block's new value.
 * @throws EditRefusal when the block is read-only or the text has line numbers.
 */
export function rethinkBlock(block: AgentBlock, newMemory: string): string {
  refuseReadOnly(block);
  refuseLineNumbers('new_memory', newMemory);
  return newMemory;
}

/**
 * The block of a label.
 *
 * @param blocks All blocks of the agent.
 * @param label The label a model asked for.
 * @throws EditRefusal naming the labels that exist.
 */
export function blockOf(blocks: readonly AgentBlock[], label: string): AgentBlock {
  const block = blocks.find((candidate) => candidate.label === label);
  if (block) return block;
  const labels = blocks.map((candidate) => candidate.label).join(', ');
  throw new EditRefusal(`Block field ${label} does not exist (available sections = ${labels})`);
}

function refuseReadOnly(block: AgentBlock): void {
  if (block.readOnly) throw new EditRefusal('Error: This block is read-only and cannot be edited.');
}

function refuseLineNumbers(argument: string, text: string): void {
  const mend =
    'Do not include line numbers when calling memory tools (line numbers are for display purposes only).';
  if (LINE_NUMBER_PREFIX.test(text)) {
    throw new EditRefusal(`${argument} contains a line number prefix, which is not allowed. ${mend}`);
  }
  if (text.includes(LINE_NUMBER_BANNER)) {
    throw new EditRefusal(`${argument} contains a line number warning, which is not allowed. ${mend}`);
  }
}

/** Like Python's `str.count`: the empty text stands between all characters. */
function countOccurrences(value: string, text: string): number {
  return text === '' ? value.length + 1 : value.split(text).length - 1;
}

/** Tabs become spaces up to the next multiple of eight columns, so that a model need not guess which it saw. */
function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  return text
    .split('\n')
    .map((line) =>
      line
        .split('\t')
        .reduce((done, piece) => done + ' '.repeat(TAB_WIDTH - (done.length % TAB_WIDTH)) + piece),
    )
    .join('\n');
}
