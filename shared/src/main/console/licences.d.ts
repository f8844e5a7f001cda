/** The build's list of what is in the page, and on which terms: its address, from the file that imports it. */
declare module 'licences.txt' {
  const address: string;
  export default address;
}
