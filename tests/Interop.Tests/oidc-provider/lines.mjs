// One JSON document a line each way: what both programs speak with the tests. Everything else that a library prints goes to stderr.
import { createInterface } from 'node:readline';

console.log = console.info = console.warn = console.error;

export function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** Answers each line with what the handler named by its `do` returns, one after the other, and ends with whoever started us. */
export async function serve(handlers) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { do: name, ...rest } = JSON.parse(line);
    try {
      say((await handlers[name](rest)) ?? {});
    } catch (error) {
      say({ failed: `${name}: ${error.stack}`, cause: error.cause?.error ?? error.cause?.message });
    }
  }

  process.exit(0);
}
