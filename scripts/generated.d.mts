export function generatedManifest(text: string): string;
export function generatedReadme(text: string, manifestText: string): string;
