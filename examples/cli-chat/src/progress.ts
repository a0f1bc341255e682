import ora from 'ora';
import type { OutputStream } from './streams.js';

/** Something is going on. */
export interface Progress {
  /** Shows whole lines of text above the moving sign. */
  showAbove: (text: string) => void;
  /**
   * It is over. Doing it twice does no harm.
   *
   * @param lastWords A line that stays; without it the sign vanishes without a trace.
   */
  stop: (lastWords?: string) => void;
}

interface ProgressOptions {
  text: string;
  output: OutputStream;
  /** Without a terminal nothing moves. */
  isEnabled: boolean;
}

/** What takes less time than this (in ms) needs no sign, and a sign that only flickers is worse than none. */
const PATIENCE_MS = 200;

/** Shows a moving sign, unless it is soon over. */
export function startProgress({ text, output, isEnabled }: ProgressOptions): Progress {
  // the keyboard is ours: Ctrl-C and words typed ahead must arrive
  const spinner = ora({ text, stream: output, isEnabled, discardStdin: false, color: 'cyan' });
  const timer = isEnabled ? setTimeout(() => spinner.start(), PATIENCE_MS) : undefined;
  let isOver = false;
  return {
    showAbove(lines) {
      if (spinner.isSpinning) spinner.clear();
      output.write(`${lines}\n`);
      if (spinner.isSpinning) spinner.render();
    },
    stop(lastWords) {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      if (spinner.isSpinning) spinner.stop();
      if (lastWords !== undefined) output.write(`${lastWords}\n`);
    },
  };
}
