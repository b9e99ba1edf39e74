/// What the programs answer to damaged, made-up and impossible input, and to failing disks.
///
/// [Tool] calls a program inside this process, so that hundreds of thousands of calls are cheap;
