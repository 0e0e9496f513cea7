import type { Clients } from '../aws/clients.ts';
import { createLogReader } from '../aws/log-reader.ts';
import { once } from '../core/once.ts';
import type { Now, ReadLogFile } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';

/** Reads log files of the settings' bucket under the log reader's role, whose session is opened with the first of them. */
export function logFilesOf(bot: { clients: Clients; settings: Settings; now: Now }): ReadLogFile {
  const open = once(async () => {
    const { createReadFile } = await import('../trail/read-file.ts');
    const { s3Source } = await import('../trail/source-s3.ts');
    const s3 = await createLogReader(bot);
    return createReadFile(s3Source({ ...bot.settings.trail, s3, now: bot.now }));
  });
  return async (file, take) => (await open())(file, take);
}
