package org.learnedpartition.node;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a real node with the plugin: one for all suites of the JVM, started when the first
 * asks and stopped after the last. A test method or constructor takes it as a {@link
 * RunningCluster} or as a {@link RestClient}; each suite uses indexes of its own names.
 */
public final class NodeExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(NodeExtension.class);

  /** Closed by JUnit with its store. */
  private record SharedNode(RunningCluster cluster, RestClient client) implements AutoCloseable {
    static SharedNode start() {
      Workspace workspace = Workspace.open(System.out::println);
      RunningCluster cluster =
          RunningCluster.start(workspace, NodeSpec.of("tests", workspace).withHeap("1g"));
      return new SharedNode(cluster, cluster.client());
    }

    @Override
    public void close() {
      client.close();
      cluster.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == RunningCluster.class || type == RestClient.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    SharedNode node =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(SharedNode.class, key -> SharedNode.start(), SharedNode.class);
    return parameter.getParameter().getType() == RestClient.class ? node.client() : node.cluster();
  }
}
