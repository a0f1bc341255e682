import type { Answers } from './collect.js';
import type { Shape } from './shape.js';

/** Is a kind as good as these? Null says that a value is absent here, which depends on data, not on the API. */
const fits = (kinds: string, others: string): boolean =>
  others === 'null' || kinds.split('|').every((kind) => kind === 'null' || others.split('|').includes(kind));

/** Everything in which the answers of another server differ from the real one's, in words. */
export function differencesBetween(real: Answers, ours: Answers): string[] {
  const found: string[] = [];
  for (const [what, expected] of Object.entries(real)) {
    const actual = ours[what];
    if (actual === undefined) {
      found.push(`${what}: no such answer`);
      continue;
    }
    if (actual.status !== expected.status)
      found.push(`${what}: status ${actual.status} instead of ${expected.status}`);
    const paths = new Set([...Object.keys(expected.shape), ...Object.keys(actual.shape)]);
    for (const path of paths) {
      if (belowSomethingAbsent(path, expected.shape) || belowSomethingAbsent(path, actual.shape)) continue;
      const [theirs, mine] = [expected.shape[path], actual.shape[path]];
      if (theirs === undefined) found.push(`${what}: ${path} is not there in the real answer`);
      else if (mine === undefined) found.push(`${what}: ${path} is missing`);
      else if (!fits(mine, theirs)) found.push(`${what}: ${path} is ${mine} instead of ${theirs}`);
    }
  }
  for (const what of Object.keys(ours))
    if (!(what in real)) found.push(`${what}: the real server has no such answer`);
  return found;
}

/** Below a null, an empty list or an object that is absent, nothing can be compared. */
function belowSomethingAbsent(path: string, shape: Shape): boolean {
  for (let parent = parentOf(path); parent !== ''; parent = parentOf(parent)) {
    const kinds = shape[parent];
    if (kinds === undefined || kinds === 'null') return true;
  }
  return path.endsWith('[]') && !(path in shape);
}

function parentOf(path: string): string {
  if (path.endsWith('[]')) return path.slice(0, -2);
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}
