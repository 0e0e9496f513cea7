/** Who a function is, as Lambda puts it into the environment, and where stand-ins of AWS are, if any. */
export type OwnIdentity = Readonly<{
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  endpoints: Readonly<{ sns?: string; secretsmanager?: string }>;
}>;
