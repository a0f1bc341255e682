/**
 * SHA-256, at once. WebCrypto's is asynchronous: with it, a turn would reach the outbox some ticks after its answer
 * was read, so that the next call (or a `flush()`) could miss it, and two turns could change places.
 *
 * @param text any text; it is hashed as UTF-8
 * @returns the first 128 bits as 32 hexadecimal digits: short enough for an id, and no two texts share them
 */
export function hash(text: string): string {
  const words = paddedWords(new TextEncoder().encode(text));
  let state = initialState;
  for (let start = 0; start < words.length; start += 16) {
    state = compress(state, words.subarray(start, start + 16));
  }
  return [...state.subarray(0, 4)].map((word) => word.toString(16).padStart(8, '0')).join('');
}

// The standard's numbers: fractions of the square and cube roots of the first primes.
const primes = firstPrimes(64);
const initialState = Uint32Array.from(primes.slice(0, 8), (prime) => fraction(prime ** (1 / 2)));
const roundConstants = Uint32Array.from(primes, (prime) => fraction(prime ** (1 / 3)));
const schedule = new Uint32Array(64);

function compress(state: Uint32Array, block: Uint32Array): Uint32Array<ArrayBuffer> {
  schedule.set(block);
  for (let round = 16; round < 64; round += 1) {
    const early = word(schedule, round - 15);
    const late = word(schedule, round - 2);
    const mixedEarly = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const mixedLate = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    schedule[round] = word(schedule, round - 16) + mixedEarly + word(schedule, round - 7) + mixedLate;
  }
  // Named as in the standard.
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < 64; round += 1) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first =
      h +
      (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) +
      choice +
      word(roundConstants, round) +
      word(schedule, round);
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  const added = [a, b, c, d, e, f, g, h];
  return Uint32Array.from(added, (value, index) => word(state, index) + value);
}

// The message, a one bit, zeros, and the length in bits, as big-endian words in blocks of sixteen.
function paddedWords(bytes: Uint8Array): Uint32Array {
  const words = new Uint32Array((((bytes.length + 8) >>> 6) + 1) * 16);
  for (const [index, byte] of bytes.entries()) setByte(words, index, byte);
  setByte(words, bytes.length, 0x80);
  words[words.length - 2] = Math.floor(bytes.length / 2 ** 29);
  words[words.length - 1] = bytes.length << 3;
  return words;
}

function setByte(words: Uint32Array, index: number, byte: number): void {
  words[index >>> 2] = word(words, index >>> 2) | (byte << (24 - (index & 3) * 8));
}

function word(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

function turn(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

function fraction(value: number): number {
  return (value % 1) * 2 ** 32;
}

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}
