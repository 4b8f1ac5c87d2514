const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;
/** What is done sooner needs no progress. */
const PATIENCE_MS = 500;

/** A line on stderr that says what is being done, once it takes longer than half a second. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  #phase = "starting";
  #frame = 0;
  #timer: NodeJS.Timeout | undefined;
  #interval: NodeJS.Timeout | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#timer = setTimeout(() => this.#show(), PATIENCE_MS);
    this.#timer.unref();
  }

  phase(name: string): void {
    this.#phase = name;
  }

  /** Takes the line away. */
  stop(): void {
    clearTimeout(this.#timer);
    if (this.#interval === undefined) return;
    clearInterval(this.#interval);
    this.#interval = undefined;
    process.off("SIGINT", this.#interrupted);
    this.#stream.write("\r\u001b[K");
  }

  #show(): void {
    process.once("SIGINT", this.#interrupted);
    this.#draw();
    this.#interval = setInterval(() => this.#draw(), FRAME_MS);
    this.#interval.unref();
  }

  #draw(): void {
    this.#frame = (this.#frame + 1) % FRAMES.length;
    this.#stream.write(`\r\u001b[K${FRAMES[this.#frame]} ${this.#phase}`);
  }

  /** Leaves a clean line, and dies of the signal as if it had not been caught. */
  readonly #interrupted = (): void => {
    this.stop();
    process.kill(process.pid, "SIGINT");
  };
}

/** Null where nobody looks: no terminal, a CI, pre-commit (which runs hooks on a terminal of its own). */
export function startProgress(wanted: boolean): Progress | null {
  const { CI, PRE_COMMIT, TERM } = process.env;
  const watched = process.stderr.isTTY && !CI && !PRE_COMMIT && TERM !== "dumb";
  return wanted && watched ? new Progress(process.stderr) : null;
}
