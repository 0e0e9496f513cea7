import { createHash } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { terminalIo } from '../../src/cli/io.ts';
import { UserError } from '../../src/core/errors.ts';
import { printable } from '../../src/core/text/printable.ts';
import { redactText } from '../../src/core/text/redact.ts';
import { readEnvironment } from '../../src/settings.ts';
import { wordsOf } from './identity.ts';
import { rollout, type Terminal } from './rollout.ts';
import { createWire } from './wire.ts';

const starter = fileURLToPath(new URL('../noroshi.yml', import.meta.url));

/** `npm run rollout -- plan|apply|verify|remove|bootstrap …`. Resolves to the exit code: 0 same, 2 differences, 1 errors, 64 wrong usage. Never rejects. */
export async function main(argv: readonly string[]): Promise<number> {
  const io = terminalIo();
  let atCut = () => 'Cut. Nothing was changed.';
  process.once('SIGINT', () => {
    io.stderr.write(`\n${atCut()}\n`);
    process.exit(130);
  });
  const terminal: Terminal = {
    ...io,
    isTerminal: process.stderr.isTTY === true,
    starter,
    wire: createWire(),
    pause: (ms) => wait(ms),
    random: Math.random,
    writeFile: (file, text) => writeFile(file, text, { mode: 0o600 }),
    appendFile: (file, text) => appendFile(file, text, { mode: 0o600 }),
    findFile: (file) => readFile(file, 'utf8').catch(unlessMissing),
    atCut: (say) => {
      atCut = say;
    },
    hash: (text) => createHash('sha256').update(text).digest('hex'),
  };
  try {
    return await rollout(argv, terminal);
  } catch (error) {
    if (error instanceof UserError) {
      io.stderr.write(`${printable(error.message)}\n${printable(error.hint)}\n`);
      return 64;
    }
    const { debug } = readEnvironment();
    const said = debug && error instanceof Error ? (error.stack ?? error.message) : wordsOf(error);
    io.stderr.write(`Something broke: ${printable(redactText(said))}\n`);
    if (!debug) io.stderr.write('This is a bug: NOROSHI_DEBUG=1 shows where it is.\n');
    return 1;
  }
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
