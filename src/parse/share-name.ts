/** Shares that the Server service makes by itself: drive roots, ADMIN$, IPC$. FAX$, print$, NETLOGON and SYSVOL are not. */
export const isAdministrativeName = (name: string): boolean => /^(?:[a-z]|admin|ipc)\$$/i.test(name);

/** The pipe share, whatever else a list says of it: no folder can be shared under its name. */
export const isPipeName = (name: string): boolean => /^ipc\$$/i.test(name);
