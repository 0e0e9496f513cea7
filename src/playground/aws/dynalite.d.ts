declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** DynamoDB's wire protocol in memory; the package brings no types. */
  function dynalite(options?: { createTableMs?: number; maxItemSizeKb?: number }): Server;
  export = dynalite;
}
