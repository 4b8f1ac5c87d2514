/** Writes to stdout or stderr; done when the text is out. A reader that is gone is no error. */
export function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text === "") return Promise.resolve();
  return new Promise((done) => {
    stream.write(text, () => done());
  });
}

export const out = (text: string): Promise<void> => write(process.stdout, text);
export const err = (text: string): Promise<void> => write(process.stderr, text);

/** `nixlint rules | head` ends when `head` has read enough: nothing went wrong. */
export function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

/** All of standard input, as bytes. */
export async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
