/** What other parts of the repository use of the command line. */
export { zipFolder } from "./zip.ts";
