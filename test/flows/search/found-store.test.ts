import { describe, expect, it } from 'vitest';
import { createFoundStore } from '../../../src/flows/search/found-store.ts';
import { createMemoryResults } from '../searching.ts';

const token = `IQoJb3JpZ2luX2Vj${'A1b2'.repeat(30)}`;
const found = {
  hits: [
    { key: 'logs/a.json.gz', record: JSON.stringify({ eventID: 'a', responseElements: { sessionToken: token } }) },
  ],
  seen: 'ids',
};

describe('what a search found until now', () => {
  it('lies in the bucket without keys and tokens, and comes back as it lies there', async () => {
    const { results } = createMemoryResults();
    const store = createFoundStore('some-job', results);

    const name = await store.save({ epoch: 1 }, found);

    const stored = await results.get(name);
    expect(stored).not.toContain(token);
    expect(await store.load({ found: name })).toEqual(JSON.parse(stored));
    expect(await createFoundStore('some-job', results).load({ found: name })).toEqual({
      hits: [{ key: 'logs/a.json.gz', record: '{"eventID":"a","responseElements":{"sessionToken":"[masked]"}}' }],
      seen: 'ids',
    });
  });
});
