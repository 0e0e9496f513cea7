import type { Needles } from './needle.ts';
import type { RecordView } from './record-view.ts';

/** A condition ready to be held against records, and texts without one of which none can match. */
export type Judge = Readonly<{ test(view: RecordView): boolean; needles?: Needles | undefined }>;
