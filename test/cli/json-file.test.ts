import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/cli/json-file.ts';

const read = (text: string) => readJson('event.json', { readFile: async () => text });

describe('reading a file of JSON', () => {
  it('takes it with a byte order mark as well', async () => {
    expect(await read('\ufeff{"a": 1}')).toEqual({ a: 1 });
  });

  it.each([
    ['', 'event.json: there is nothing in it.'],
    ['{\n  "a": 1\n  "b": 2\n}', 'event.json: not JSON at line 3, column 3: a comma or a closing bracket is missing.'],
    ['\u001f\ufffd\b\0', 'event.json: this is compressed, not JSON; log files are searched with: noroshi trail.'],
  ])('says where %j is not', async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'BAD_FILE', message });
  });

  it.each([
    ['ENOENT', 'there is no such file'],
    ['EISDIR', 'this is a directory'],
    ['EIO', 'it cannot be read'],
  ])('says why it cannot be read on %s', async (code, problem) => {
    const readFile = () => Promise.reject(Object.assign(new Error(code), { code }));

    await expect(readJson('event.json', { readFile })).rejects.toThrow(problem);
  });
});
