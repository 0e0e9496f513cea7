import { useState } from 'react';
import type { SharedFile } from '../wire.ts';
import { Icon } from './icons.tsx';

/** So much of a file is shown before somebody downloads it. */
const previewLines = 12;

/** A shared file: its first lines on demand, and the whole of it as a download. */
export function FileCard({ file }: { file: SharedFile }) {
  const [preview, show] = useState<string>();
  const url = `/files/${encodeURIComponent(file.id)}`;
  const toggle = async () => show(preview === undefined ? await readPreview(url) : undefined);
  return (
    <figure className="file">
      <figcaption>
        <span className="file-sign">
          <Icon name="file" />
        </span>
        <span className="file-words">
          <span className="file-name">{file.name}</span>
          <span className="file-meta">{sizeOf(file.size)}</span>
        </span>
        <button type="button" className="plain" aria-expanded={preview !== undefined} onClick={toggle}>
          {preview === undefined ? 'Preview' : 'Hide'}
        </button>
        <a className="plain" href={url} download={file.name}>
          <Icon name="download" />
          <span className="for-readers">Download {file.name}</span>
        </a>
      </figcaption>
      {preview !== undefined && <pre>{preview}</pre>}
    </figure>
  );
}

async function readPreview(url: string): Promise<string> {
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok) return 'The file could not be read.';
  const lines = (await response.text()).trimEnd().split('\n');
  const rest = lines.length - previewLines;
  return [...lines.slice(0, previewLines), ...(rest > 0 ? [`… ${rest} more lines`] : [])].join('\n');
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
