import { Uri, workspace } from 'vscode';

/**
 * The file or folder that a setting names by a path; undefined when the path is relative and no folder is open. Relative
 * paths count from the workspace folder of `scope`, else from the first.
 */
export function uriOfSetting(path: string, scope?: Uri): Uri | undefined {
  if (isAbsolute(path)) return Uri.file(path);
  const folder = (scope && workspace.getWorkspaceFolder(scope)) ?? workspace.workspaceFolders?.[0];
  return folder && Uri.joinPath(folder.uri, path);
}

/** Whether Restricted Mode keeps it from being used: a file or folder inside a workspace that is not trusted. */
export function isRestricted(uri: Uri): boolean {
  return !workspace.isTrusted && workspace.getWorkspaceFolder(uri) !== undefined;
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\\\') || /^[a-zA-Z]:[\\/]/.test(path);
}
