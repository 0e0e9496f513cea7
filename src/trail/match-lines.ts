import type { Hit, Matcher } from './match.ts';
import { createRecordReader } from './reader.ts';
import { borrowScanner, giveBackScanner } from './scanner.ts';

/** Holds a matcher against records that are at hand as lines of JSON, through the same memory as those of log files. */
export async function matchLines(
  matcher: Matcher,
  lines: AsyncIterable<readonly string[]>,
  take: (hit: Hit) => void,
): Promise<void> {
  const scanner = await borrowScanner();
  try {
    matcher.prepare(scanner);
    const reader = createRecordReader(scanner);
    for await (const page of lines) {
      reader.reset();
      const document = Buffer.from(`{"Records":[${page.join(',')}]}`);
      for (let from = 0; from < document.length; ) {
        const length = document.copy(reader.room(), 0, from);
        from += length;
        matcher.match(reader.take(length), take);
      }
      matcher.match(reader.finish(), take);
    }
  } finally {
    giveBackScanner(scanner);
  }
}
