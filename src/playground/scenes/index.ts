import { bitcoinFinding } from './bitcoin-finding.ts';
import { bucketOpened } from './bucket-opened.ts';
import { credentialsStolen } from './credentials-stolen.ts';
import type { Scene } from './define.ts';
import { groupOpened } from './group-opened.ts';
import { healthEvent } from './health-event.ts';
import { hostileText } from './hostile-text.ts';
import { imageApproved } from './image-approved.ts';
import { instanceStopped } from './instance-stopped.ts';
import { keyMade } from './key-made.ts';
import { ledgerFinding } from './ledger-finding.ts';
import { oneOfEach } from './one-of-each.ts';
import { openSshInDev } from './open-ssh-in-dev.ts';
import { openSshRule } from './open-ssh-rule.ts';
import { protectedInstance } from './protected-instance.ts';
import { signInBurst } from './sign-in-burst.ts';
import { storm } from './storm.ts';
import { unapprovedImage } from './unapproved-image.ts';
import { unlistedAccount } from './unlisted-account.ts';
import { watchStopped } from './watch-stopped.ts';
import { wrongInstanceType } from './wrong-instance-type.ts';

/** Every scene that the page offers, in the order in which it lists them. */
export const scenes: readonly Scene[] = [
  groupOpened,
  unapprovedImage,
  imageApproved,
  wrongInstanceType,
  openSshRule,
  openSshInDev,
  bitcoinFinding,
  watchStopped,
  bucketOpened,
  keyMade,
  credentialsStolen,
  instanceStopped,
  protectedInstance,
  ledgerFinding,
  unlistedAccount,
  healthEvent,
  signInBurst,
  storm,
  hostileText,
  oneOfEach,
];
