type Page<One> = Readonly<{ list: readonly One[] | undefined; next: string | undefined }>;

/** Every page of a list; `page` is asked with the token that came with the one before. */
export async function everyPage<One>(page: (token?: string) => Promise<Page<One>>): Promise<readonly One[]> {
  const all: One[] = [];
  let token: string | undefined;
  do {
    const { list, next } = await page(token);
    all.push(...(list ?? []));
    token = next || undefined;
  } while (token !== undefined);
  return all;
}
