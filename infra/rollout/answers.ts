/** What AWS answers, or undefined where it answers that there is none, by one of these codes. */
export async function findOrUndefined<Answer>(
  asked: Promise<Answer>,
  ...codes: readonly string[]
): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isCode(error, codes)) return undefined;
    throw error;
  }
}

/** Whether AWS answered one of these codes; some clients leave out the word Exception at the end. */
export function isCode(error: unknown, codes: readonly string[]): error is Error {
  return error instanceof Error && codes.some((code) => bare(code) === bare(error.name));
}

function bare(code: string): string {
  return code.replace(/Exception$/, '');
}

/** Every page of a list; `page` is asked with the token of the one before. */
export async function everyPage<One>(
  page: (
    token: string | undefined,
  ) => Promise<Readonly<{ list: readonly One[] | undefined; next: string | undefined }>>,
): Promise<readonly One[]> {
  const all: One[] = [];
  let token: string | undefined;
  do {
    const { list, next } = await page(token);
    all.push(...(list ?? []));
    token = next || undefined;
  } while (token !== undefined);
  return all;
}

/** How long IAM may take to show what was made, step by step; in ms. IAM User Guide, "Eventual consistency". */
const waits = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

/** Asks again while the answer is one of these codes: what was made a moment ago is not known everywhere yet. */
export async function untilKnown<Answer>(
  ask: () => Promise<Answer>,
  { codes, pause }: Readonly<{ codes: readonly string[]; pause: (ms: number) => Promise<void> }>,
): Promise<Answer> {
  for (const wait of waits) {
    try {
      return await ask();
    } catch (error) {
      if (!isCode(error, codes)) throw error;
      await pause(wait);
    }
  }
  return ask();
}
