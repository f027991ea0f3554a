/** First bytes of files that are no UTF-8 text, and what to do with such a file. */
const SIGNATURES: readonly { readonly bytes: readonly number[]; readonly message: string }[] = [
  { bytes: [0xff, 0xfe], message: 'it is UTF-16; convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)' },
  { bytes: [0xfe, 0xff], message: 'it is UTF-16; convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)' },
  {
    bytes: [0x1f, 0x8b],
    message: 'it is compressed with gzip; unpack it, or pipe it in: gzip -dc FILE | cot-lens ... -',
  },
  {
    bytes: [0x28, 0xb5, 0x2f, 0xfd],
    message: 'it is compressed with zstd; unpack it, or pipe it in: zstd -dc FILE | cot-lens ... -',
  },
  { bytes: [0x50, 0x4b, 0x03, 0x04], message: 'it is a zip archive; unpack it first' },
  {
    bytes: [0x50, 0x41, 0x52, 0x31],
    message: 'it is a Parquet file, which this version does not read; convert it to JSON Lines first',
  },
];

/** How many bytes `foreignFormat` looks at. */
export const SIGNATURE_BYTES = 4;

/** What a file is that cannot hold JSON text as it stands, and the way out; null for everything else. */
export function foreignFormat(head: Uint8Array): string | null {
  return SIGNATURES.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))?.message ?? null;
}
