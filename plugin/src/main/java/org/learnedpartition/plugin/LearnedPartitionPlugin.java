package org.learnedpartition.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.lucene.util.SetOnce;
import org.learnedpartition.plugin.mapper.LearnedVectorFieldMapper;
import org.learnedpartition.plugin.models.DeleteModelAction;
import org.learnedpartition.plugin.models.GetModelsAction;
import org.learnedpartition.plugin.models.LoadedModels;
import org.learnedpartition.plugin.models.MappingModels;
import org.learnedpartition.plugin.models.ModelStore;
import org.learnedpartition.plugin.models.ModelsThreads;
import org.learnedpartition.plugin.models.PutModelAction;
import org.learnedpartition.plugin.models.RestModels;
import org.learnedpartition.plugin.query.LearnedKnnQueryBuilder;
import org.learnedpartition.plugin.query.LearnedKnnQueryParser;
import org.opensearch.action.ActionRequest;
import org.opensearch.cluster.metadata.IndexNameExpressionResolver;
import org.opensearch.cluster.node.DiscoveryNodes;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.IndexScopedSettings;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.settings.SettingsFilter;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.action.ActionResponse;
import org.opensearch.core.common.io.stream.NamedWriteableRegistry;
import org.opensearch.core.xcontent.NamedXContentRegistry;
import org.opensearch.env.Environment;
import org.opensearch.env.NodeEnvironment;
import org.opensearch.index.IndexCreationValidator;
import org.opensearch.index.IndexModule;
import org.opensearch.index.IndexSettings;
import org.opensearch.index.codec.CodecServiceFactory;
import org.opensearch.index.mapper.Mapper;
import org.opensearch.index.mapper.MappingTransformer;
import org.opensearch.indices.SystemIndexDescriptor;
import org.opensearch.plugins.EnginePlugin;
import org.opensearch.plugins.MapperPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.SearchPlugin;
import org.opensearch.plugins.SystemIndexPlugin;
import org.opensearch.repositories.RepositoriesService;
import org.opensearch.rest.RestController;
import org.opensearch.rest.RestHandler;
import org.opensearch.script.ScriptService;
import org.opensearch.threadpool.ExecutorBuilder;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.client.Client;
import org.opensearch.watcher.ResourceWatcherService;

/**
 * Vector search over a learned partition, as an OpenSearch plugin: the field type {@code
 * learned_vector}, the query {@code learned_knn}, also called {@code knn} where no other plugin has
 * that name, the settings of {@link IndexOptions}, and partition models over REST.
 */
public final class LearnedPartitionPlugin extends Plugin
    implements EnginePlugin, MapperPlugin, SearchPlugin, SystemIndexPlugin {

  private final boolean knnIsFree;
  private final SetOnce<LoadedModels> loaded = new SetOnce<>();
  private final SetOnce<MappingModels> mappingModels = new SetOnce<>();

  /** Made by the node. */
  public LearnedPartitionPlugin(Settings settings, Path config) {
    try {
      knnIsFree = KnnQueryName.isFree(new Environment(settings, config).pluginsDir());
    } catch (IOException e) {
      throw new UncheckedIOException("could not read what plugins are installed", e);
    }
  }

  @Override
  public Collection<Object> createComponents(
      Client client,
      ClusterService clusterService,
      ThreadPool threadPool,
      ResourceWatcherService resourceWatcherService,
      ScriptService scriptService,
      NamedXContentRegistry xContentRegistry,
      Environment environment,
      NodeEnvironment nodeEnvironment,
      NamedWriteableRegistry namedWriteableRegistry,
      IndexNameExpressionResolver indexNameExpressionResolver,
      Supplier<RepositoriesService> repositoriesService) {
    ModelStore store = new ModelStore(client);
    loaded.set(new LoadedModels(store, threadPool, ModelsThreads.NAME));
    mappingModels.set(
        new MappingModels(
            threadPool,
            ModelsThreads.NAME,
            store,
            loaded.get(),
            () -> clusterService.localNode().isDataNode()));
    return List.of(store);
  }

  @Override
  public List<Setting<?>> getSettings() {
    return IndexOptions.all();
  }

  @Override
  public List<ExecutorBuilder<?>> getExecutorBuilders(Settings settings) {
    return List.of(ModelsThreads.builder(settings));
  }

  @Override
  public Map<String, Mapper.TypeParser> getMappers() {
    return Map.of(LearnedVectorFieldMapper.CONTENT_TYPE, LearnedVectorFieldMapper.PARSER);
  }

  @Override
  public List<MappingTransformer> getMappingTransformers() {
    // The node asks before it makes the components.
    return List.of(
        new MappingTransformer() {
          @Override
          public void transform(
              Map<String, Object> mapping,
              TransformContext context,
              ActionListener<Void> listener) {
            mappingModels.get().transform(mapping, context, listener);
          }
        });
  }

  @Override
  public Collection<IndexCreationValidator> getIndexCreationValidators() {
    return List.of((mapping, settings) -> refuseOtherCodecs(settings));
  }

  static void refuseOtherCodecs(IndexSettings index) {
    Settings settings = index.getSettings();
    if (IndexOptions.ENABLED.get(settings) && settings.getAsBoolean("index.knn", false)) {
      throw new IllegalArgumentException(
          "["
              + IndexOptions.ENABLED.getKey()
              + "] and [index.knn] cannot both be true: an index takes its codecs from one plugin");
    }
  }

  @Override
  public Optional<CodecServiceFactory> getCustomCodecServiceFactory(IndexSettings settings) {
    return settings.getValue(IndexOptions.ENABLED)
        ? Optional.of(config -> new LearnedPartitionCodecService(config, loaded.get()))
        : Optional.empty();
  }

  @Override
  public void onIndexModule(IndexModule module) {
    if (IndexOptions.ENABLED.get(module.getSettings())) {
      module.addIndexEventListener(loaded.get());
    }
  }

  @Override
  public List<QuerySpec<?>> getQueries() {
    List<QuerySpec<?>> queries = new ArrayList<>();
    queries.add(
        new QuerySpec<>(
            LearnedKnnQueryBuilder.NAME,
            LearnedKnnQueryBuilder::new,
            LearnedKnnQueryParser::parse));
    if (knnIsFree) {
      queries.add(
          new QuerySpec<>("knn", LearnedKnnQueryBuilder::new, LearnedKnnQueryParser::parse));
    }
    return queries;
  }

  @Override
  public Collection<SystemIndexDescriptor> getSystemIndexDescriptors(Settings settings) {
    return List.of(new SystemIndexDescriptor(ModelStore.INDEX, "partition models"));
  }

  @Override
  public List<ActionHandler<? extends ActionRequest, ? extends ActionResponse>> getActions() {
    return List.of(
        new ActionHandler<>(PutModelAction.INSTANCE, PutModelAction.Transport.class),
        new ActionHandler<>(GetModelsAction.INSTANCE, GetModelsAction.Transport.class),
        new ActionHandler<>(DeleteModelAction.INSTANCE, DeleteModelAction.Transport.class));
  }

  @Override
  public List<RestHandler> getRestHandlers(
      Settings settings,
      RestController restController,
      ClusterSettings clusterSettings,
      IndexScopedSettings indexScopedSettings,
      SettingsFilter settingsFilter,
      IndexNameExpressionResolver indexNameExpressionResolver,
      Supplier<DiscoveryNodes> nodesInCluster) {
    return List.of(new RestModels());
  }

  @Override
  public void close() {
    if (loaded.get() != null) {
      loaded.get().close();
    }
  }
}
