/** An error as an AWS service answers it; the wire layer gives it the service's own form. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** The service's own code, e.g. `NoSuchKey`. */
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
