package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.raft.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;

/// Core and simulator once more, with some classes of the core compiled from patched sources.
///
/// Everything else comes from where the tests have it. Assertions of the core are off: the
/// simulator itself shall see what is wrong.
final class MutantLoader extends ClassLoader {
  private final Map<String, byte[]> patched;

  private MutantLoader(Map<String, byte[]> patched) {
    super(MutantLoader.class.getClassLoader());
    this.patched = patched;
    setDefaultAssertionStatus(false);
  }

  /// {@return `runner`, on the core with `edits`}
  @SuppressWarnings("unchecked")
  static LongFunction<String> load(Class<? extends LongFunction<String>> runner, List<Edit> edits)
      throws IOException, ReflectiveOperationException {
    MutantLoader loader = new MutantLoader(compile(edits));
    return (LongFunction<String>)
        loader.loadClass(runner.getName()).getDeclaredConstructor().newInstance();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    boolean isOwn =
        name.startsWith("io.fireweed.raft.") || name.startsWith("io.fireweed.testkit.sim.");
    if (!isOwn) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = patched.get(name);
    if (bytes == null) {
      try (InputStream original = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (original == null) {
          throw new ClassNotFoundException(name);
        }
        bytes = original.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private static Map<String, byte[]> compile(List<Edit> edits) throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Edit edit : edits) {
      String before = sources.getOrDefault(edit.typeName(), "");
      sources.put(edit.typeName(), edit.patch(before.isEmpty() ? edit.source() : before));
    }
    if (sources.isEmpty()) {
      return Map.of();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter words = new StringWriter();
    try (StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null);
        MemoryFiles files = new MemoryFiles(standard)) {
      List<JavaFileObject> units = new ArrayList<>();
      sources.forEach((name, text) -> units.add(new SourceText(name, text)));
      List<String> options = List.of("-proc:none", "-nowarn", "-classpath", classPath());
      if (!compiler.getTask(words, files, null, options, null, units).call()) {
        throw new IllegalStateException("the mutant does not compile:\n" + words);
      }
      return files.classes();
    }
  }

  private static String classPath() {
    return Stream.of(Node.class, Entry.class, NullMarked.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .map(
            location -> {
              try {
                return Path.of(location.toURI()).toString();
              } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
              }
            })
        .collect(Collectors.joining(System.getProperty("path.separator")));
  }

  private static final class SourceText extends SimpleJavaFileObject {
    private final String text;

    SourceText(String name, String text) {
      super(URI.create("mutant:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class ClassBytes extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ClassBytes(String name) {
      super(URI.create("mutant:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class MemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ClassBytes> written = new HashMap<>();

    MemoryFiles(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return written.computeIfAbsent(name, ClassBytes::new);
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new HashMap<>();
      written.forEach((name, file) -> classes.put(name, file.bytes.toByteArray()));
      return classes;
    }
  }
}
